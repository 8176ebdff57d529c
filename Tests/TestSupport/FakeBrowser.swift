import LiaisonSystem

/// A program that speaks the Chrome DevTools Protocol as far as posters need it, and does at a certain sheet what a browser may do.
package enum FakeBrowser {
    /// What it does at a sheet whose page says `trouble`.
    package enum Trouble: String, Sendable {
        case dies, hangs, refuses, crashes, rubbish
    }

    /// Writes the program.
    ///
    /// - Parameters:
    ///   - path: Where; it keeps `PATH.starts` beside it, with the number of its process in a line for each start.
    ///   - trouble: What it does at a sheet whose page says `trouble`.
    /// - Throws: What kept it from being written.
    package static func write(_ path: String, _ trouble: Trouble) throws(SystemError) {
        try Files.create(path, with: Array(source(trouble).utf8), mode: 0o755)
    }

    private static func source(_ trouble: Trouble) -> String {
        #"""
        #!/usr/bin/env python3
        import base64, json, os, sys, time, urllib.parse

        with open(__file__ + ".starts", "a") as starts:
            starts.write(f"{os.getpid()}\n")
        heard, page = b"", ""
        def say(**message):
            os.write(4, json.dumps(message).encode() + b"\0")
        while True:
            bytes = os.read(3, 4096)
            if not bytes:
                break
            heard += bytes
            while b"\0" in heard:
                message, heard = heard.split(b"\0", 1)
                call = json.loads(message)
                method, result = call["method"], {}
                if method == "Target.createTarget":
                    result = {"targetId": "T"}
                elif method == "Target.attachToTarget":
                    result = {"sessionId": "S"}
                elif method == "Page.navigate":
                    page = open(urllib.parse.urlsplit(call["params"]["url"]).path).read()
                    # Both come in either order.
                    say(method="Page.lifecycleEvent", sessionId="S", params={"name": "load", "loaderId": str(call["id"])})
                    result = {"frameId": "F", "loaderId": str(call["id"])}
                elif method == "Page.printToPDF":
                    trouble = "\#(trouble.rawValue)" if "trouble" in page else ""
                    if trouble == "dies":
                        os.write(4, b'{"id":')
                        sys.exit(1)
                    if trouble == "hangs":
                        time.sleep(600)
                    if trouble == "refuses":
                        say(id=call["id"], sessionId="S", error={"code": -32000, "message": "Printing failed"})
                        continue
                    if trouble == "crashes":
                        say(method="Inspector.targetCrashed", sessionId="S", params={})
                        continue
                    file = b"no PDF" if trouble == "rubbish" else b"%PDF-1.4 " + page.encode()
                    result = {"data": base64.b64encode(file).decode()}
                say(id=call["id"], sessionId=call.get("sessionId"), result=result)

        """#
    }
}
