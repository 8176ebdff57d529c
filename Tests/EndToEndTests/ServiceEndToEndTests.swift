import Foundation
import LiaisonText
import Testing

/// How the service starts, takes new settings and ends.
@Suite struct ServiceEndToEndTests {
    let installation: Installation

    init() throws { installation = try Installation() }

    @Test func showsWhatIsInForceAndWhereItComesFrom() throws {
        let result = try Program.run(
            "serve", "--data", installation.data, "--show-config", "--json", "--listen", "127.0.0.1:9",
            environment: ["LIAISON_LISTEN": "127.0.0.1:8", "LIAISON_CONTACT": "110"])
        let settings = try #require(try result.json().elements)
        func values(_ name: String) -> [String?] {
            let setting = settings.first { $0["setting"]?.text == name }
            return [setting?["value"]?.text, setting?["source"]?.text]
        }
        #expect(values("listen") == ["127.0.0.1:9", "flag"])
        #expect(values("contact") == ["110", "environment"])
        #expect(values("handler") == ["韶山市人大常委会办公室", "file"])
        #expect(values("rate_limit") == ["on", "file"])
        #expect(values("secret") == [nil, "file"])
        let secret = try String(contentsOfFile: "\(installation.data)/secret", encoding: .utf8)
        #expect(!result.output.contains(secret.trimmingCharacters(in: .newlines)))
        let text = try Program.run("serve", "--data", installation.data, "--show-config").output
        #expect(text.contains("liaison.conf:"))
        #expect(!text.contains(secret.trimmingCharacters(in: .newlines)))
    }

    @Test func readinessFallsBeforeTheListenerEnds() throws {
        let server = try RunningServer(installation.data, options: ["--drain-delay", "60"])
        let admin = Browser(port: server.adminPort)
        let browser = Browser(port: server.port)
        #expect(try admin.get("/readyz").status == 200)
        server.process.terminate()
        var ready = try admin.get("/readyz")
        while ready.status == 200 { ready = try admin.get("/readyz") }
        #expect(ready.status == 503)
        #expect(ready.body == "draining\n")
        #expect(try admin.get("/livez").status == 200)
        // Whoever has not noticed yet is still served.
        #expect(try browser.write("一", to: try installation.code("deputy")).status == 303)
        // The second signal ends the wait.
        server.stop()
        #expect(server.process.terminationStatus == 0)
        #expect(throws: (any Error).self) { try browser.get("/") }
    }

    @Test func takesNewSettingsOnSIGHUPAndSaysWhatNeedsARestart() throws {
        let server = try RunningServer(installation.data)
        let browser = Browser(port: server.port)
        let changed = try Program.run(
            "init", "--data", installation.data, "--set", "contact=0731-99990000", "--set", "drain_delay=7")
        #expect(changed.status == 0)
        let code = try installation.code("deputy")
        #expect(!(try browser.get("/\(code)").body.contains("0731-99990000")))
        Foundation.kill(server.process.processIdentifier, SIGHUP)
        while !(try browser.get("/\(code)").body.contains("0731-99990000")) { usleep(10_000) }
        #expect(server.nextLineOfTalk().contains("drain_delay"))
        // A setting that must not be blank keeps all of them as they were.
        let path = "\(installation.data)/liaison.conf"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try text.replacingOccurrences(of: "handler = 韶山市人大常委会办公室", with: "handler =")
            .replacingOccurrences(of: "0731-99990000", with: "0731-11110000")
            .write(toFile: path, atomically: true, encoding: .utf8)
        #expect(!server.nextLineOfTalk().isEmpty)
        Foundation.kill(server.process.processIdentifier, SIGHUP)
        #expect(server.nextLineOfTalk().contains("handler"))
        #expect(try browser.get("/\(code)").body.contains("0731-99990000"))
    }

    /// Needs Debian's python3-prometheus-client.
    @Test(.enabled(if: Program.python(importing: "prometheus_client")))
    func thePrometheusLibraryReadsItsMetrics() throws {
        let server = try RunningServer(installation.data)
        let browser = Browser(port: server.port)
        #expect(try browser.write("路灯坏了", to: try installation.code("deputy")).status == 303)
        #expect(try browser.get("/nothing/here").status == 404)
        let text = try Browser(port: server.adminPort).get("/metrics").body
        let path = "\(installation.scratch.path)/metrics"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let script = """
            import sys
            from prometheus_client.parser import text_string_to_metric_families as parse
            families = {f.name: f for f in parse(open(sys.argv[1]).read())}
            value = lambda name, **labels: [s.value for f in families.values() for s in f.samples
                                            if s.name == name and s.labels == labels]
            assert value('liaison_http_requests_total', **{'class': '3xx'}) == [1.0]
            assert value('liaison_http_requests_total', **{'class': '4xx'}) == [1.0]
            assert value('liaison_http_request_duration_seconds_count') == [3.0]
            assert value('liaison_ledger_batch_events_count') == [1.0]
            assert value('liaison_ledger_commit_duration_seconds_count') == [1.0]
            assert value('liaison_ledger_sync_duration_seconds_count') == [1.0]
            assert 0 < value('liaison_ledger_sync_duration_seconds_sum')[0] < 60
            assert value('liaison_ledger_writable') == [1.0]
            assert value('liaison_rate_limited_total') == []
            (build,) = families['liaison_build_info'].samples
            assert build.value == 1 and build.labels['version']
            (start,) = value('process_start_time_seconds')
            assert start > 1.7e9
            for family in families.values():
                kind, name = family.type, family.name
                assert name.startswith(('liaison_', 'process_')) and family.documentation, name
                if kind == 'counter': assert all(s.name.endswith('_total') for s in family.samples), name
                labels = {label for s in family.samples for label in s.labels}
                assert labels <= {'class', 'le', 'version', 'lane', 'file', 'fate', 'problem'}, (name, labels)
            """
        let result = try Program.run(
            URL(fileURLWithPath: "/usr/bin/env"), ["python3", "-c", script, path])
        #expect(result.status == 0, "\(result.talk)")
    }

    /// systemd's way of passing sockets, from Python: descriptors 3 and 4, and three variables.
    @Test func takesItsListenersFromTheServiceManager() throws {
        let script = """
            import os, socket, sys
            ends = [socket.socket() for _ in range(2)]
            for end in ends: end.bind(("127.0.0.1", 0)); end.listen(16)
            print(*[end.getsockname()[1] for end in ends], file=open(sys.argv[1], "w"), flush=True)
            copies = [os.dup2(os.dup(end.fileno()), 10 + index) for index, end in enumerate(ends)]
            for index, copy in enumerate(copies): os.dup2(copy, 3 + index, inheritable=True)
            os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="2", LISTEN_FDNAMES="admin:public")
            os.execv(sys.argv[2], sys.argv[2:])
            """
        let ports = "\(installation.scratch.path)/ports"
        let server = try RunningServer(
            installation.data, prefix: ["/usr/bin/env", "python3", "-c", script, ports])
        let numbers = try String(contentsOfFile: ports, encoding: .utf8).split(whereSeparator: \.isWhitespace)
        #expect(numbers.map { UInt16($0) } == [server.adminPort, server.port])
        #expect(try Browser(port: server.port).get("/").status == 200)
        #expect(try Browser(port: server.adminPort).get("/readyz").status == 200)
    }
}
