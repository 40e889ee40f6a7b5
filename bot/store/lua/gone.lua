-- A number bought here is no longer in the account: it stops counting, and the trail says so. Returns 1, or 0 where it
-- was freed meanwhile, or a request to release it is open, which frees it itself.
local owned, open, trail, history = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local number_id, purchase, entry = ARGV[1], ARGV[2], ARGV[3]

if redis.call('HGET', owned, number_id) ~= purchase or redis.call('HEXISTS', open, 'id:' .. number_id) == 1 then
  return 0
end
local place, buyer = string.match(purchase, '^(.*)|(.-)|.-$')
redis.call('HDEL', place, buyer)
redis.call('HDEL', owned, number_id)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local written = redis.call('XADD', trail, '*', 'id', buyer, 'at_ms', now, 'version', 0, 'entry', entry)
redis.call('ZADD', history, now, written)
return 1
