-- What a person decides on a change: a compare-and-set by its stage, for all its lines at once. A line is kept as
-- stamp|status|anyway|tries|event|JSON.
-- Returns {code, detail, record, lines}: ok; stale (another decision was first, or it stands elsewhere by now); gone.
local record, lines, trail, history, outbox = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local changing, changing_of = KEYS[6], KEYS[7]
local entry = ARGV[1]
local decided = cjson.decode(ARGV[2])
local id = decided.id

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function answer(code)
  return {code, '', redis.call('HGETALL', record), redis.call('HGETALL', lines)}
end

local stage = redis.call('HGET', record, 'stage')
if not stage then
  return answer('gone')
end
local state = redis.call('HGET', record, 'state')
if stage ~= decided.stage or not decided.states[state] then
  -- The same event sent again after a lost reply is the one that was first.
  return answer(redis.call('HGET', record, 'event') == decided.event and 'ok' or 'stale')
end

local left, writing = 0, 0
local flat = redis.call('HGETALL', lines)
for i = 1, #flat, 2 do
  local stamp, status, anyway, tries, _, body = string.match(flat[i + 1], '^(%d+)|(%a+)|(%d)|(%d+)|(%x*)|(.*)$')
  local becomes = decided.becomes[status]
  if becomes then
    if status == 'conflict' and becomes == 'waiting' then
      anyway = '1'
    end
    redis.call('HSET', lines, flat[i], table.concat(
      {tonumber(stamp) + 1, becomes, anyway, becomes == 'waiting' and '0' or tries, decided.event, body}, '|'))
    status = becomes
  end
  if status == 'waiting' or status == 'writing' then
    left = left + 1
  end
  if status == 'writing' then
    writing = writing + 1
  end
end

local before = state
state = decided.state ~= '' and decided.state or state
if state == 'running' and left == 0 then
  state = 'done'
end
redis.call('HSET', record, 'state', state, 'left', left, 'writing', writing, 'event', decided.event, 'at_ms', now,
  'moved_ms', now)
redis.call('HINCRBY', record, 'stage', 1)
local version = redis.call('HINCRBY', record, 'version', 1)
if decided.stopped_by ~= '' then
  redis.call('HSET', record, 'stopped_by', decided.stopped_by)
elseif state == 'running' then
  redis.call('HDEL', record, 'stopped_by')
end
if decided.words ~= '' then
  redis.call('HSET', record, 'words', decided.words)
elseif state == 'running' then
  redis.call('HDEL', record, 'words')
end

if state == 'running' then
  -- What is done now is undone by nothing yet; what was put back before is found so by the next undo.
  redis.call('HDEL', record, 'ended_ms', 'undone_by')
  redis.call('PERSIST', record)
  redis.call('PERSIST', lines)
  redis.call('ZADD', changing, 'NX', now, id)
  redis.call('ZADD', changing_of, 'NX', now, id)
else
  redis.call('HSETNX', record, 'ended_ms', now)
  redis.call('PEXPIRE', record, decided.kept)
  redis.call('PEXPIRE', lines, decided.kept)
  redis.call('ZREM', changing, id)
  redis.call('ZREM', changing_of, id)
end
if writing > 0 or (state == 'running' and left > 0) then
  redis.call('ZADD', outbox, now, 'change:' .. id)
else
  redis.call('ZREM', outbox, 'change:' .. id)
end
local written = redis.call(
  'XADD', trail, '*', 'id', id, 'at_ms', now, 'version', version, 'before', before, 'entry', entry)
if decided.number ~= '' then
  redis.call('ZADD', history, now, written)
end
redis.call('ZADD', outbox, now, 'card:' .. id)
return answer('ok')
