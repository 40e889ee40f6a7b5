-- How the account stands: {time, milliseconds the members are still kept, changes, timers, step, count, since, …}.
-- Of what is due, the oldest are counted: where so much waits, how much more says nothing new.
local outbox, changing, timers, directory = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local grace, most = tonumber(ARGV[1]), ARGV[2]

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local reply = {now, redis.call('PTTL', directory), redis.call('ZCARD', changing), redis.call('ZCARD', timers)}

local counts, since = {}, {}
local due = redis.call('ZRANGEBYSCORE', outbox, '-inf', now - grace, 'WITHSCORES', 'LIMIT', 0, most)
for i = 1, #due, 2 do
  local step = string.match(due[i], '^[^:]*')
  counts[step] = (counts[step] or 0) + 1
  since[step] = since[step] or due[i + 1] -- oldest first
end
for step, count in pairs(counts) do
  reply[#reply + 1] = step
  reply[#reply + 1] = count
  reply[#reply + 1] = since[step]
end
return reply
