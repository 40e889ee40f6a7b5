-- How many requests a list has, once those are off it whose records redis no longer keeps: a list lives as long as the
-- newest of them. `records` is the beginning of the records' names.
local list, records = KEYS[1], KEYS[2]

-- A long list is one of what waits for a decision, and none of that ends by itself: only its oldest can be gone, after
-- some accident. To look at all of it each time would make everything slower with every request that waits.
local short = redis.call('ZCARD', list) <= 500
local first = 0
repeat
  local ids = redis.call('ZRANGE', list, first, first + 499)
  local all_gone = #ids > 0
  for _, id in ipairs(ids) do
    if redis.call('EXISTS', records .. id) == 0 then
      redis.call('ZREM', list, id)
    else
      all_gone = false
      if not short then
        break
      end
    end
  end
until not all_gone
return redis.call('ZCARD', list)
