-- One transition of a request: a compare-and-set that also writes the audit entry, the reservation, and what is due next.
-- Returns {code, now_ms, detail, field, value, …}: ok, stale (someone else was first; the record as it is), open (another
-- request for the same number; detail is its id), taken (the number found late is what another request bought; detail is
-- its id), budget (detail is the sum already reserved), gone.
local record, trail, outbox, open, spend, mine, bought = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7]
local id, expected, event, body, state, entry = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local due_in, subject, stays_open = ARGV[7], ARGV[8], ARGV[9]
local amount, limit, ttl, send_in, order = ARGV[10], ARGV[11], ARGV[12], ARGV[13], ARGV[14]
local kept = ARGV[15]

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function answer(code, detail)
  local reply = {code, now, detail or ''}
  for _, field in ipairs(redis.call('HGETALL', record)) do
    reply[#reply + 1] = field
  end
  return reply
end

local version = tonumber(redis.call('HGET', record, 'version') or '0')
if version ~= expected then
  -- The same event sent again after a lost reply is the one that was first.
  if redis.call('HGET', record, 'event') == event then
    return answer('ok')
  end
  if version == 0 then
    return answer('gone')
  end
  return answer('stale')
end

local before = redis.call('HGET', record, 'state')
local found_late = before == 'failed' and state == 'done'
if expected == 0 or found_late then
  local other = redis.call('HGET', open, subject)
  -- An entry whose record redis has lost must not keep the number from being asked for for ever.
  if other and redis.call('EXISTS', string.sub(record, 1, #record - #id) .. other) == 1 then
    return answer('open', other)
  end
end
if found_late then
  local buyer = redis.call('GET', bought)
  if buyer and buyer ~= id then
    return answer('taken', buyer)
  end
end

if amount ~= '' and amount ~= '-' then
  -- What was bought counts, even where the limit is lower by now.
  if limit ~= '' and expected == 0 then
    local sum = 0
    local reserved = redis.call('HGETALL', spend)
    for i = 1, #reserved, 2 do
      if reserved[i] ~= id then
        sum = sum + tonumber(reserved[i + 1])
      end
    end
    if sum + tonumber(amount) > tonumber(limit) then
      return answer('budget', string.format('%.0f', sum))
    end
  end
  redis.call('HSET', spend, id, amount)
elseif amount == '-' then
  redis.call('HDEL', spend, id)
end

redis.call('HSET', record, 'version', expected + 1, 'event', event, 'body', body, 'state', state, 'at_ms', now)
if expected == 0 then
  redis.call('HSET', record, 'requested_ms', now)
  redis.call('ZADD', mine, now, id)
  -- A person's list lives as long as the newest of the records in it.
  redis.call('PEXPIRE', mine, kept)
  redis.call('ZREMRANGEBYRANK', mine, 0, -501)
end
if send_in ~= '' then
  redis.call('HSET', record, 'send_by_ms', now + tonumber(send_in))
end
if order ~= '' then
  redis.call('HSET', record, 'order', order)
end

if state == 'done' and before ~= 'done' then
  redis.call('HSET', record, 'done_ms', now)
  -- Kept longer than anybody looks out for a number, which must not be told as bought twice.
  redis.call('SET', bought, id, 'PX', 172800000)
end

if stays_open == '1' then
  redis.call('HSET', open, subject, id)
elseif redis.call('HGET', open, subject) == id then
  redis.call('HDEL', open, subject)
end

if ttl ~= '' then
  redis.call('PEXPIRE', record, ttl)
else
  redis.call('PERSIST', record)
end

redis.call('XADD', trail, '*', 'id', id, 'at_ms', now, 'version', expected + 1, 'entry', entry)
redis.call('ZADD', outbox, now, 'show:' .. id)
if due_in ~= '' then
  redis.call('ZADD', outbox, now + tonumber(due_in), 'advance:' .. id)
else
  redis.call('ZREM', outbox, 'advance:' .. id)
end
return answer('ok')
