-- One line of a change moves on: a compare-and-set by the line's stamp, under the line's lease, that also writes the
-- trail and what is due, and ends the change with its last line. A line is kept as stamp|status|anyway|tries|event|JSON.
-- Returns {code, state}: ok; stale (somebody else moved it); idle (the change does not run any more, so nothing may be
-- sent); lost (the lease is another worker's); gone.
local record, lines, trail, history, outbox = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local changing, changing_of, lease, held = KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local timers = KEYS[10] -- the beginning of the names of timers' records
local body, entry = ARGV[1], ARGV[2]
local move = cjson.decode(ARGV[3])
local id, line, status = move.id, move.line, move.status

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function is_left(one)
  return one == 'waiting' or one == 'writing'
end

local kept = redis.call('HGET', lines, line)
if not kept then
  return {'gone', ''}
end
local stamp, before, _, _, event = string.match(kept, '^(%d+)|(%a+)|(%d)|(%d+)|(%x*)|')
local state = redis.call('HGET', record, 'state')
if stamp ~= move.stamp then
  -- The same event sent again after a lost reply is the one that was first.
  return {event == move.event and 'ok' or 'stale', state}
end
if move.sends == '1' then
  if state ~= 'running' then
    return {'idle', state}
  end
  if redis.call('GET', lease) ~= move.owner then
    return {'lost', state}
  end
end
if redis.call('GET', lease) == move.owner then
  if move.lease == '' then
    redis.call('DEL', lease)
  else
    redis.call('PEXPIRE', lease, move.lease)
  end
end
if state == 'stopped' and status == 'waiting' then
  status = 'stopped' -- it was stopped while the call was on its way
end

-- Whose a value becomes: another timer, which it was taken from, has it back unless that is over by now.
local function hold_as_it_is(field, text)
  local timer = string.match(text, '^([^|]*)|')
  local there = timer ~= move.timer and redis.call('HGET', timers .. timer, 'state')
  if timer == move.timer then
    redis.call('HSET', held, field, text)
  elseif there and there ~= 'reverted' then
    redis.call('HSET', held, field, text)
    -- Whoever takes it forward just now may not have seen that it has this again.
    redis.call('HINCRBY', timers .. timer, 'version', 1)
    redis.call('ZADD', outbox, now, 'timer:' .. timer)
  elseif move.lapsing[field] then
    redis.call('HDEL', held, field)
  else
    redis.call('HSET', held, field, move.timer .. string.sub(text, #timer + 1))
  end
end

-- First so many fields with their holds, then fields with the timer that gives them up.
for i = 4, #ARGV, 2 do
  if i < 4 + 2 * tonumber(move.holds) then
    hold_as_it_is(ARGV[i], ARGV[i + 1])
  else
    local hold = redis.call('HGET', held, ARGV[i])
    if hold and string.match(hold, '^([^|]*)|') == ARGV[i + 1] then
      redis.call('HDEL', held, ARGV[i])
    end
  end
end
redis.call('HSET', lines, line, table.concat(
  {tonumber(stamp) + 1, status, move.anyway, move.tries, move.event, body}, '|'))
local version = redis.call('HINCRBY', record, 'version', 1)
redis.call('HSET', record, 'at_ms', now)
if is_left(before) and not is_left(status) then
  redis.call('HINCRBY', record, 'left', -1)
  redis.call('HSET', record, 'moved_ms', now)
end
if before == 'writing' and status ~= 'writing' then
  redis.call('HINCRBY', record, 'writing', -1)
elseif before ~= 'writing' and status == 'writing' then
  redis.call('HINCRBY', record, 'writing', 1)
end
local left = tonumber(redis.call('HGET', record, 'left'))
local writing = tonumber(redis.call('HGET', record, 'writing'))

local was = state
if state ~= 'stopped' and move.halts == '1' then
  state = 'halted'
  redis.call('HDEL', record, 'restored_by')
elseif state == 'running' and left == 0 then
  state = 'done'
end
if state ~= was then
  redis.call('HSET', record, 'state', state)
  if state == 'done' then
    redis.call('HSET', record, 'ended_ms', now)
    redis.call('ZREM', changing, id)
    redis.call('ZREM', changing_of, id)
  end
end
if state ~= 'running' then
  redis.call('PEXPIRE', record, move.kept)
  redis.call('PEXPIRE', lines, move.kept)
end
if writing == 0 and (left == 0 or state ~= 'running') then
  redis.call('ZREM', outbox, 'change:' .. id)
end
if entry ~= '' then
  local written = redis.call(
    'XADD', trail, '*', 'id', id, 'at_ms', now, 'version', version, 'before', before, 'entry', entry)
  redis.call('ZADD', history, now, written)
end
-- Where the card does not show yet what came before, it is due since then: it must not wait for a quiet moment.
if state ~= was then
  redis.call('ZADD', outbox, now, 'card:' .. id)
else
  redis.call('ZADD', outbox, 'NX', now, 'card:' .. id)
end
return {'ok', state}
