-- A run of a workflow's step as it is to be: a compare-and-set by its version, that also says when it is due.
-- Returns {code, version, at_ms, begun_ms}: ok, or stale (it moved on since it was read, or is known already).
local record, outbox = KEYS[1], KEYS[2]
local body, expected, event, kept, due_in, member = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function answer(code)
  local stored = redis.call('HMGET', record, 'version', 'at_ms', 'begun_ms')
  return {code, stored[1] or '0', stored[2] or '0', stored[3] or '0'}
end

local version = redis.call('HGET', record, 'version') or '0'
if version ~= expected then
  -- The same event sent again after a lost reply is the one that was first.
  return answer(redis.call('HGET', record, 'event') == event and 'ok' or 'stale')
end
redis.call('HSET', record, 'body', body, 'event', event, 'at_ms', now)
redis.call('HSETNX', record, 'begun_ms', now)
redis.call('HSETNX', record, 'told', '0')
redis.call('HINCRBY', record, 'version', 1)
redis.call('PEXPIRE', record, kept)
redis.call('ZADD', outbox, now + tonumber(due_in), member)
return answer('ok')
