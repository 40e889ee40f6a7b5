-- Every copy of the card shows this version: nothing is left to show, unless the record moved on meanwhile.
local record, outbox = KEYS[1], KEYS[2]
local id, version = ARGV[1], ARGV[2]

local current = redis.call('HGET', record, 'version')
if current and current ~= version then
  return 0
end
redis.call('ZREM', outbox, 'show:' .. id)
return 1
