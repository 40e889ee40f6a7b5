-- Keep a reading of the account's numbers under its stamp, unless they are known to have changed since it was begun;
-- 0 then: what it says of them is no longer so.
local lines, stamp, forgotten = KEYS[1], KEYS[2], KEYS[3]
local body, name, read_ms, kept = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

if tonumber(redis.call('GET', forgotten) or 0) > tonumber(read_ms) then
  return 0
end
redis.call('SET', lines, body, 'PX', kept)
redis.call('SET', stamp, name, 'PX', kept)
return 1
