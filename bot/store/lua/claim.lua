-- Take or prolong a claim on a piece of work, and have it looked at again only once the claim may have run out; 0 where
-- another worker has it.
local lease, outbox = KEYS[1], KEYS[2]
local owner, milliseconds, member = ARGV[1], ARGV[2], ARGV[3]

local holder = redis.call('GET', lease)
if holder and holder ~= owner then
  return 0
end
redis.call('SET', lease, owner, 'PX', milliseconds)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', outbox, 'XX', now + tonumber(milliseconds), member)
return 1
