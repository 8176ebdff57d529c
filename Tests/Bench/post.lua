-- wrk script: posts each line of a file (path, tab, form) once, in order. It looks at no answer: for a function that does,
-- wrk makes a table of all its fields. What is no success (400 and above) wrk counts by itself.
local requests, next = {}, 1

function init(args)
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
