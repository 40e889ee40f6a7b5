-- Take the turn to look at one line in Zendesk, as long as the looks of the last minute are few enough.
-- Returns ok; paused (Zendesk said to wait, or little is left of its minute); soon (it was looked at a short while ago);
-- full (too many looks lately).
-- No line is looked at twice within the window, so that the lines looked at since its beginning are the looks.
local looks, pause, pace = KEYS[1], KEYS[2], KEYS[3]
local line, again, window, most, kept = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5]

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

if redis.call('EXISTS', pause) == 1 then
  return 'paused'
end
for _, until_ms in ipairs(redis.call('HMGET', pace, 'closed', 'low')) do
  if until_ms and tonumber(until_ms) > now then
    return 'paused'
  end
end
local last = redis.call('ZSCORE', looks, line)
if last and now - tonumber(last) < math.max(again, window) then
  return 'soon'
end
if redis.call('ZCOUNT', looks, now - window, '+inf') >= most then
  return 'full'
end
redis.call('ZADD', looks, now, line)
redis.call('ZREMRANGEBYSCORE', looks, '-inf', now - tonumber(kept))
redis.call('PEXPIRE', looks, kept)
return 'ok'
