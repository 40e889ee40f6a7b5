-- Set when a record is looked at next, unless it moved on meanwhile.
local record, outbox = KEYS[1], KEYS[2]
local member, version, due_in = ARGV[1], ARGV[2], ARGV[3]

if redis.call('HGET', record, 'version') ~= version then
  return 0
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', outbox, now + tonumber(due_in), member)
return 1
