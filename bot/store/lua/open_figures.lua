-- Some of the open requests by state: {cursor for the next, '0' at the end; state, count, since, …}. In parts, so that
-- nobody's click waits while thousands are counted.
local open, record = KEYS[1], KEYS[2] -- the last is the beginning of the records' names
local cursor, some = ARGV[1], ARGV[2]

local scanned = redis.call('HSCAN', open, cursor, 'COUNT', some)
local counts, since = {}, {}
for i = 2, #scanned[2], 2 do
  local found = redis.call('HMGET', record .. scanned[2][i], 'state', 'at_ms')
  local state, at = found[1], tonumber(found[2])
  if state and at then
    counts[state] = (counts[state] or 0) + 1
    since[state] = math.min(since[state] or at, at)
  end
end
local reply = {scanned[1]}
for state, count in pairs(counts) do
  reply[#reply + 1] = state
  reply[#reply + 1] = count
  reply[#reply + 1] = string.format('%.0f', since[state])
end
return reply
