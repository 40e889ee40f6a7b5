-- Note that clicks can be taken now, and where the silence before was an outage, that it has just ended.
local watch = KEYS[1]
local longest, kept = tonumber(ARGV[1]), ARGV[2]

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local last = redis.call('HGET', watch, 'last')
if last and now - tonumber(last) > longest then
  redis.call('HSET', watch, 'gap', now)
end
redis.call('HSET', watch, 'last', now)
redis.call('PEXPIRE', watch, kept)
return 1
