-- How many requests a list has, once those are off it whose records redis no longer keeps: a list lives as long as the
-- newest of them. `records` is the beginning of the records' names.
local list, records = KEYS[1], KEYS[2]

for _, id in ipairs(redis.call('ZRANGE', list, 0, -1)) do
  if redis.call('EXISTS', records .. id) == 0 then
    redis.call('ZREM', list, id)
  end
end
return redis.call('ZCARD', list)
