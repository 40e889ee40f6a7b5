-- A new change with all its lines, and where it puts another one back, the mark on that one: both or neither.
-- Returns {code, detail, record, lines}: ok; stale (the other one was decided on meanwhile); gone (the other one is not
-- kept any more); many (too many changes of one person are under way); deep (too many lines of everybody's wait).
local record, lines, trail, history, outbox = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local changing, changing_of, other, other_lines, other_history = KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local changing_of_other, records = KEYS[11], KEYS[12] -- the last is the beginning of the records' names
local body, entry = ARGV[1], ARGV[2]
-- Every value is text: a number of this size would not survive being read as one.
local made = cjson.decode(ARGV[3])
local id = made.id

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function answer(code)
  return {code, '', redis.call('HGETALL', record), redis.call('HGETALL', lines)}
end

if redis.call('EXISTS', record) == 1 then
  return answer('ok') -- the same event sent again after a lost reply
end

if made.most ~= '' and redis.call('ZCARD', changing_of) >= tonumber(made.most) then
  for _, one in ipairs(redis.call('ZRANGE', changing_of, 0, -1)) do
    if redis.call('EXISTS', records .. one) == 0 then
      redis.call('ZREM', changing_of, one)
    end
  end
  if redis.call('ZCARD', changing_of) >= tonumber(made.most) then
    return answer('many')
  end
end
if made.most ~= '' then
  local waiting = (#ARGV - 4) / 2
  for _, one in ipairs(redis.call('ZRANGE', changing, 0, -1)) do
    local stands = redis.call('HMGET', records .. one, 'state', 'left')
    if stands[1] == 'running' then
      waiting = waiting + tonumber(stands[2] or '0')
    end
  end
  if waiting > tonumber(made.deepest) then
    return answer('deep')
  end
end

if made.other ~= '' then
  local stage = redis.call('HGET', other, 'stage')
  if not stage then
    return answer('gone')
  end
  -- A line may still be on its way to Zendesk: what it comes to has to be put back as well.
  if stage ~= made.stage or redis.call('HGET', other, 'version') ~= made.version then
    return answer('stale')
  end
  redis.call('HSET', other, made.mark, id, 'at_ms', now)
  redis.call('HINCRBY', other, 'stage', 1)
  local version = redis.call('HINCRBY', other, 'version', 1)
  if redis.call('HGET', other, 'state') == 'halted' and redis.call('HGET', other, 'left') == '0' then
    -- Nothing is left to decide on.
    redis.call('HSET', other, 'state', 'done', 'ended_ms', now)
    redis.call('ZREM', changing, made.other)
    redis.call('ZREM', changing_of_other, made.other)
  end
  redis.call('PEXPIRE', other, made.kept)
  redis.call('PEXPIRE', other_lines, made.kept)
  local written = redis.call(
    'XADD', trail, '*', 'id', made.other, 'at_ms', now, 'version', version, 'before', '', 'entry', ARGV[4])
  if made.other_number ~= '' then
    redis.call('ZADD', other_history, now, written)
  end
  redis.call('ZADD', outbox, now, 'card:' .. made.other)
end

redis.call('HSET', record, 'version', 1, 'stage', 0, 'state', 'running', 'at_ms', now, 'begun_ms', now,
  'moved_ms', now, 'left', (#ARGV - 4) / 2, 'writing', 0, 'body', body)
for i = 5, #ARGV, 2 do
  redis.call('HSET', lines, ARGV[i], '1|waiting|0|0||' .. ARGV[i + 1])
end
redis.call('ZADD', changing, now, id)
redis.call('ZADD', changing_of, now, id)
local written = redis.call('XADD', trail, '*', 'id', id, 'at_ms', now, 'version', 1, 'before', '', 'entry', entry)
if made.number ~= '' then
  redis.call('ZADD', history, now, written)
end
redis.call('ZADD', outbox, now, 'change:' .. id, now, 'card:' .. id)
return answer('ok')
