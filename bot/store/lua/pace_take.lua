-- Hand out calls to Zendesk that can wait, for all processes together: so many, from when on, how far apart.
-- What Zendesk said is left of the minute tells what everybody else asks, this bot's people among them: what was not
-- handed out here. It is left to them, up to a part of the limit.
-- Returns the calls handed out, 0 for none; in milliseconds: until the first may leave, which is below zero where nobody
-- asked for a while; between two; and for how long nothing leaves, as Zendesk said.
local key = KEYS[1]
local asked = cjson.decode(ARGV[1])

local now = asked.now
if now == 0 then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local pace = {}
local stored = redis.call('HGETALL', key)
for i = 1, #stored, 2 do
  pace[stored[i]] = tonumber(stored[i + 1]) or 0
end
local function of(name)
  return pace[name] or 0
end

if of('seen') > now or of('at') > now + asked.soon then
  pace = {limit = pace.limit} -- another server took over, whose clock is behind
end

-- What Zendesk last said, whoever heard it. An answer older than one that is known says nothing new.
local heard = now - asked.age
if asked.limit > 0 and heard >= of('seen') then
  pace.limit = asked.limit
end
local limit = of('limit') > 0 and of('limit') or asked.unknown
local under_way = math.max(asked.least_under_way, limit * asked.under_way)
local reserve = math.ceil(limit * asked.reserve)

-- What others asked since the minute began for us, as a whole minute of it. Answers come in another order than they
-- were given in, and what was handed out may not have left yet.
local function others(last, at)
  local seconds = math.max(at - of('since'), asked.few)
  return math.max(0, of('first') - last - of('own') - under_way) * asked.minute / seconds
end

pace.own = math.max(0, of('own') - asked.back)
if asked.left >= 0 and heard >= of('seen') then
  local jumped = asked.left > of('last') + under_way
  if of('since') == 0 or jumped or now - of('since') >= asked.minute then
    -- A new minute, of which little is known yet: it will be like the one before, if there was one just before.
    pace.before = now - of('since') < 2 * asked.minute and others(of('last'), now) or 0
    -- Seen to begin, or come when it had to, and not only to go on: then it is known when it ends.
    local came_when_due = of('exact') == 1 and heard - of('since') - asked.minute < asked.soon
    pace.exact = jumped and (heard - of('seen') < asked.soon or came_when_due) and 1 or 0
    pace.first, pace.last, pace.own, pace.since = asked.left, asked.left, 0, heard
  end
  pace.last = math.min(of('last'), asked.left)
  pace.left, pace.taken, pace.seen = asked.left, 0, heard
end

local ends = of('since') + asked.minute
local is_known = of('since') > 0 and now < ends
local spare = of('left') - of('taken') - reserve
local strangers = math.max(of('before'), others(of('last'), now))
local minute = limit * asked.most - strangers
if is_known then
  -- What is left has to last until the minute ends, or until it ends at the latest.
  minute = math.min(minute, spare * asked.minute / math.max(ends - now, asked.lot) - strangers)
end
minute = math.max(minute, limit * asked.least)
local spacing = asked.minute / minute
local from = math.max(of('next') - asked.back * spacing, now - spacing * math.min(asked.at_once, minute))

-- The last of a minute is for whoever cannot wait. When it ends is known, or one call now and then shows it.
local low = 0
if is_known and spare < asked.need then
  if of('exact') == 1 then
    low = ends
  elseif now - math.max(of('seen'), of('tried')) < asked.probe then
    low = math.min(ends, math.max(of('seen'), of('tried')) + asked.probe)
  else
    asked.want, asked.tries = asked.need, true
  end
end
pace.low = low

local starts = math.max(from, of('closed'), low)
local count = 0
if starts - now <= asked.patience then
  -- Lots spare rounds to redis. Where many wait they are small, so that each gets some.
  count = asked.need
  if from - now <= asked.lot then
    count = math.max(asked.need, math.min(asked.want, math.floor(asked.lot / spacing)))
  end
  if starts > now then
    from = starts
  end
  if asked.tries then
    pace.tried = now
  end
  pace.next = from + spacing * count
  pace.own, pace.taken = of('own') + count, of('taken') + count
else
  pace.next = from
end

pace.at = now
local fields = {}
for name, value in pairs(pace) do
  fields[#fields + 1] = name
  fields[#fields + 1] = string.format('%.3f', value)
end
redis.call('HSET', key, unpack(fields))
redis.call('PEXPIRE', key, math.max(asked.kept, of('closed') - now))
local wait = (count > 0 and from or starts) - now
return {count, string.format('%.3f', wait), string.format('%.3f', spacing), math.max(0, math.ceil(of('closed') - now))}
