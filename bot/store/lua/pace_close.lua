-- Have every process hold back what can wait, as Zendesk took no call. A shorter wait does not shorten a longer one.
local key, length, kept = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])

local now = tonumber(ARGV[3])
if now == 0 then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local closed = tonumber(redis.call('HGET', key, 'closed') or '0')
if now + length > closed then
  redis.call('HSET', key, 'closed', string.format('%.3f', now + length))
end
redis.call('PEXPIRE', key, math.max(kept, length))
