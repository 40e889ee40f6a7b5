-- One transition of a request: a compare-and-set that also writes the audit entry, the reservation, and what is due next.
-- Returns {code, detail, field, value, …}: ok, stale (someone else was first; the record as it is), late (its
-- time to be decided is over), open (another request for the same, or one whose call may have brought about what was
-- found late; detail is its id), many (too many open requests of one person), taken (what was found late is what another
-- request brought about; detail is its id), budget (detail is the sum already reserved), gone.
local record, trail, history, outbox, open = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local mine, asked, waits, spend, owned, settled = KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10], KEYS[11]
local body, entry, order = ARGV[1], ARGV[2], ARGV[3]
-- Every value is text: a number of this size would not survive being read as one.
local change = cjson.decode(ARGV[4])
local clock = cjson.decode(ARGV[5])
local id, state, subject, amount = change.id, change.state, change.subject, change.amount
local expected = tonumber(change.version)

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function answer(code, detail)
  local reply = {code, detail or ''}
  for _, field in ipairs(redis.call('HGETALL', record)) do
    reply[#reply + 1] = field
  end
  return reply
end

-- Records stand beside each other, under the same prefix.
local function beside(other)
  return string.sub(record, 1, #record - #id) .. other
end
local function exists(other)
  return redis.call('EXISTS', beside(other)) == 1
end
-- Only a call that may have left can have brought about what is found.
local function may_have_acted(other)
  local its = redis.call('HGET', beside(other), 'state')
  return its == 'executing' or its == 'unknown'
end

local version = tonumber(redis.call('HGET', record, 'version') or '0')
if version ~= expected then
  -- The same event sent again after a lost reply is the one that was first.
  if redis.call('HGET', record, 'event') == change.event then
    return answer('ok')
  end
  if version == 0 then
    return answer('gone')
  end
  return answer('stale')
end

if change.not_after ~= '' and now > tonumber(change.not_after) then
  return answer('late')
end

local before = redis.call('HGET', record, 'state')
local found_late = before == 'failed' and state == 'done'
if expected == 0 or found_late then
  local other = redis.call('HGET', open, subject)
  -- An entry whose record redis has lost must not keep the number from being asked for for ever.
  if other and other ~= id and exists(other) and (expected == 0 or may_have_acted(other)) then
    return answer('open', other)
  end
end
if expected == 0 and redis.call('ZCARD', asked) >= tonumber(change.most_open) then
  for _, other in ipairs(redis.call('ZRANGE', asked, 0, -1)) do
    if not exists(other) then
      redis.call('ZREM', asked, other)
    end
  end
  if redis.call('ZCARD', asked) >= tonumber(change.most_open) then
    return answer('many')
  end
end
if found_late then
  local other = redis.call('GET', settled)
  if other and other ~= id then
    return answer('taken', other)
  end
end

if amount ~= '' and amount ~= '-' then
  -- What was bought counts, even where the limit is lower by now.
  if change.limit ~= '' then
    -- What it counts already is counted anew. Names are left out: with thousands of numbers they take most of the time.
    local sum = 0 - tonumber(redis.call('HGET', spend, id) or '0')
    for _, reserved in ipairs(redis.call('HVALS', spend)) do
      sum = sum + tonumber(reserved)
    end
    if sum + tonumber(amount) > tonumber(change.limit) then
      return answer('budget', string.format('%.0f', sum))
    end
  end
  redis.call('HSET', spend, id, amount)
elseif amount == '-' then
  redis.call('HDEL', spend, id)
end
if change.buys ~= '' and before ~= 'done' then
  redis.call('HSET', owned, change.buys, spend .. '|' .. id .. '|' .. subject)
elseif change.frees ~= '' then
  -- A number that is gone costs nothing any more: whatever it was bought by stops counting.
  local place, buyer = string.match(redis.call('HGET', owned, change.frees) or '', '^(.*)|(.-)|.-$')
  if place then
    redis.call('HDEL', place, buyer)
    redis.call('HDEL', owned, change.frees)
  end
end

redis.call('HSET', record, 'version', expected + 1, 'event', change.event, 'body', body, 'state', state, 'at_ms', now)
if expected == 0 then
  redis.call('HSET', record, 'requested_ms', now)
  redis.call('ZADD', mine, now, id)
  -- A person's list lives as long as the newest of the records in it.
  redis.call('PEXPIRE', mine, change.kept)
  redis.call('ZREMRANGEBYRANK', mine, 0, -501)
end
for field, milliseconds in pairs(clock) do
  redis.call('HSET', record, field, now + tonumber(milliseconds))
end
if order ~= '' then
  redis.call('HSET', record, 'order', order)
end
if state == 'done' and before ~= 'done' then
  redis.call('HSET', record, 'done_ms', now)
  -- Kept longer than anybody looks out for an end, which must not be told of two requests.
  redis.call('SET', settled, id, 'PX', 172800000)
end

if change.open == '1' then
  redis.call('HSET', open, subject, id)
  redis.call('ZADD', asked, 'NX', now, id)
else
  if redis.call('HGET', open, subject) == id then
    redis.call('HDEL', open, subject)
  end
  redis.call('ZREM', asked, id)
end
-- `waits` is the beginning of the names of the lists of those who may decide.
for _, person in ipairs(change.eligible) do
  if state == 'pending' then
    redis.call('ZADD', waits .. person, 'NX', now, id)
  else
    redis.call('ZREM', waits .. person, id)
  end
end

if change.ttl ~= '' then
  redis.call('PEXPIRE', record, change.ttl)
else
  redis.call('PERSIST', record)
end

local written = redis.call(
  'XADD', trail, '*', 'id', id, 'at_ms', now, 'version', expected + 1, 'before', before or '', 'entry', entry)
redis.call('ZADD', history, now, written)
redis.call('ZADD', outbox, now, 'show:' .. id)
if change.due_in ~= '' then
  redis.call('ZADD', outbox, now + tonumber(change.due_in), 'advance:' .. id)
else
  redis.call('ZREM', outbox, 'advance:' .. id)
end
return answer('ok')
