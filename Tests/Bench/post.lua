-- wrk script: posts each line of a file (path, tab, form) once, in order.
local requests, next, wrong = {}, 1, 0
local threads = {}

function setup(thread) table.insert(threads, thread) end

function init(args)
   bad = 0
   for line in io.lines(args[1]) do
      local path, body = line:match("^(%S+)\t(.*)$")
      requests[#requests + 1] = wrk.format("POST", path,
         { ["Content-Type"] = "application/x-www-form-urlencoded" }, body)
   end
end

function request()
   local line = requests[next]
   if line then next = next + 1 else os.exit(3) end
   return line
end

function response(status)
   if status ~= 303 then bad = bad + 1 end
end

function done()
   local sum = 0
   for _, thread in ipairs(threads) do sum = sum + thread:get("bad") end
   print("answers other than 303: " .. sum)
end
