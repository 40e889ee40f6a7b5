-- An on-call set as it is to be, or its deletion: a compare-and-set by its version, that also writes the trail. Returns
-- {code, version, at_ms}: ok; stale (it was edited since it was read); gone; named (another set has its name); full
-- (there are as many as there may be); running (somebody has its shift, so that it is not deleted).
local sets, trail, shifts = KEYS[1], KEYS[2], KEYS[3]
local records = KEYS[4] -- the beginning of the names of timers' records
local id, was, event, name, most = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local body, entry = ARGV[6], ARGV[7] -- no body: it is deleted

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- What is kept of a set: its version, when it was edited, by which event, its name as names are compared, and its body.
local parts = '^(%d+)|(%d+)|(%x+)|(%x*)|'

local kept = redis.call('HGET', sets, id)
local version, at_ms, last = '0', '0', ''
if kept then
  version, at_ms, last = string.match(kept, parts)
end
if last == event then
  -- The same event sent again, after a lost reply or by a double click, is the one that was first.
  return {'ok', version, at_ms}
end
if not kept and was ~= '0' then
  return {'gone', version, at_ms}
end
if version ~= was then
  return {'stale', version, at_ms}
end

if body == '' then
  local shift = redis.call('HGET', shifts, id)
  if shift and redis.call('EXISTS', records .. shift) == 1 then
    return {'running', version, at_ms}
  end
  redis.call('HDEL', sets, id)
else
  if not kept and redis.call('HLEN', sets) >= tonumber(most) then
    return {'full', version, at_ms}
  end
  local all = redis.call('HGETALL', sets)
  for i = 1, #all, 2 do
    local _, _, _, other = string.match(all[i + 1], parts)
    if other == name and all[i] ~= id then
      return {'named', version, at_ms}
    end
  end
  version = tostring(tonumber(version) + 1)
  local beside = table.concat({version, string.format('%.0f', now), event, name}, '|')
  redis.call('HSET', sets, id, beside .. '|' .. body)
end
redis.call('XADD', trail, '*', 'id', id, 'at_ms', now, 'version', version, 'entry', entry)
return {'ok', version, now}
