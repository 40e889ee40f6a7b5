-- Prolong a claim, or give it back where no time is given; 0 when it is somebody else's by now.
local lease = KEYS[1]
local owner, milliseconds = ARGV[1], ARGV[2]

if redis.call('GET', lease) ~= owner then
  return 0
end
if milliseconds == '' then
  redis.call('DEL', lease)
else
  redis.call('PEXPIRE', lease, milliseconds)
end
return 1
