-- What has been due for a while by redis's own clock: member, score, member, score, … oldest first.
local outbox = KEYS[1]
local grace, limit = tonumber(ARGV[1]), ARGV[2]

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
return redis.call('ZRANGEBYSCORE', outbox, '-inf', now - grace, 'WITHSCORES', 'LIMIT', 0, limit)
