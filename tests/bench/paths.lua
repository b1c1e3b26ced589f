-- wrk: asks for the paths of a file one after the other, again and again. SPDX-License-Identifier: Apache-2.0
local paths, at = {}, 0

function init(arguments)
    for line in io.lines(arguments[1]) do paths[#paths + 1] = line end
end

function request()
    at = at % #paths + 1
    return wrk.format("GET", paths[at])
end
