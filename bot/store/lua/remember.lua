-- Write down fields of what is known of a request's cards, or take away those without a value, while the claim is ours;
-- 0 when it is somebody else's by now: what they wrote down must stand.
local copies, lease = KEYS[1], KEYS[2]
local owner, kept = ARGV[1], ARGV[2]

if redis.call('GET', lease) ~= owner then
  return 0
end
for i = 3, #ARGV, 2 do
  if ARGV[i + 1] == '' then
    redis.call('HDEL', copies, ARGV[i])
  else
    redis.call('HSET', copies, ARGV[i], ARGV[i + 1])
  end
end
redis.call('PEXPIRE', copies, kept)
return 1
