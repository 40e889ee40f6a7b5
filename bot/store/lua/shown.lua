-- A step is done for this version of a record, such as showing its cards: it is due no more, unless the record moved on
-- meanwhile.
local record, outbox = KEYS[1], KEYS[2]
local member, version = ARGV[1], ARGV[2]

local current = redis.call('HGET', record, 'version')
if current and current ~= version then
  return 0
end
redis.call('ZREM', outbox, member)
return 1
