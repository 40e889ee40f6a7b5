-- A timer as it is to be: a compare-and-set by its version, that also writes the trail, what is due, and which values are
-- not its own any more. Returns {code, version, stage, at_ms, begun_ms, asked_ms}: ok; stale (it moved on since it was read); taken
-- (a new shift, of a set that somebody has already).
local record, timers, outbox, trail, history = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local held, shifts, records = KEYS[6], KEYS[7], KEYS[8] -- the last is the beginning of the records' names
local body, entry = ARGV[1], ARGV[2]
-- Every value is text: a number of this size would not survive being read as one.
local saved = cjson.decode(ARGV[3])
local id = saved.id

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function answer(code)
  local kept = redis.call('HMGET', record, 'version', 'stage', 'at_ms', 'begun_ms', 'asked_ms')
  return {code, kept[1] or '0', kept[2] or '0', kept[3] or '0', kept[4] or '0', kept[5] or '0'}
end

local version = redis.call('HGET', record, 'version') or '0'
if version ~= saved.version then
  -- The same event sent again after a lost reply is the one that was first.
  return answer(redis.call('HGET', record, 'event') == saved.event and 'ok' or 'stale')
end

if saved.set ~= '' then
  local running = redis.call('HGET', shifts, saved.set)
  if version == '0' and running and redis.call('EXISTS', records .. running) == 1 then
    return answer('taken')
  end
  if saved.open == '1' then
    redis.call('HSET', shifts, saved.set, id)
  elseif running == id then
    redis.call('HDEL', shifts, saved.set)
  end
end

local before = redis.call('HGET', record, 'state') or ''
redis.call('HSET', record, 'body', body, 'state', saved.state, 'event', saved.event, 'at_ms', now)
redis.call('HSETNX', record, 'begun_ms', now)
redis.call('HSETNX', record, 'stage', 0)
if saved.decided == '1' then
  redis.call('HINCRBY', record, 'stage', 1)
end
if redis.call('HGET', record, 'asked') ~= saved.asked then
  redis.call('HSET', record, 'asked', saved.asked, 'asked_ms', now)
end
version = redis.call('HINCRBY', record, 'version', 1)
local until_ms = cjson.decode(body).until_ms

if saved.open == '1' then
  redis.call('PERSIST', record)
  -- Those without an end come last; this is the end of the year 9999.
  redis.call('ZADD', timers, type(until_ms) == 'number' and until_ms or 253402300799999, id)
else
  redis.call('PEXPIRE', record, saved.kept)
  redis.call('ZREM', timers, id)
end
for _, field in ipairs(saved.drop) do
  local hold = redis.call('HGET', held, field)
  if hold and string.match(hold, '^([^|]*)|') == id then
    redis.call('HDEL', held, field)
  end
end
for _, taken in ipairs(saved.take) do
  redis.call('HSETNX', held, taken[1], taken[2])
end
if saved.due_in == 'as it was' then
  -- whatever it is due for stands
elseif saved.due_in ~= '' then
  redis.call('ZADD', outbox, now + tonumber(saved.due_in), 'timer:' .. id)
else
  redis.call('ZREM', outbox, 'timer:' .. id)
end
redis.call('ZADD', outbox, now, 'timer_card:' .. id)
if entry ~= '' then
  local written = redis.call(
    'XADD', trail, '*', 'id', id, 'at_ms', now, 'version', version, 'before', before, 'entry', entry)
  if saved.number ~= '' then
    redis.call('ZADD', history, now, written)
  end
end
return answer('ok')
