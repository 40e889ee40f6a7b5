-- Forget the account's numbers, and what is being read of them at this moment; no reading takes longer than it is kept.
local lines, stamp, forgotten = KEYS[1], KEYS[2], KEYS[3]
local kept = ARGV[1]

local now = redis.call('TIME')
redis.call('DEL', lines, stamp)
redis.call('SET', forgotten, string.format('%d', now[1] * 1000 + math.floor(now[2] / 1000)), 'PX', kept)
