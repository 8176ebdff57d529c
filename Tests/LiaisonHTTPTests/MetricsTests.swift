import Glibc
import LiaisonSystem
import Testing

@testable import LiaisonHTTP

@Suite struct MetricsTests {
    @Test func writesCountersAndGauges() {
        let counter = Counter()
        counter.add()
        counter.add(2)
        var text = MetricsText()
        text.counter("a_total", counter, help: "Things.")
        text.family("b", type: "gauge", help: "Levels.")
        text.sample("b", -1, [("x", "a\"b\\c\nd"), ("y", "z")])
        #expect(
            String(decoding: text.bytes, as: UTF8.self) == """
                # HELP a_total Things.
                # TYPE a_total counter
                a_total 3
                # HELP b Levels.
                # TYPE b gauge
                b{x="a\\"b\\\\c\\nd",y="z"} -1

                """)
    }

    @Test func writesHistogramsInBaseUnits() {
        let histogram = Histogram(bounds: [500_000_000, 2_000_000_000], unitsPerBase: 1_000_000_000)
        for value in [1_000_000, 500_000_000, 500_000_001, 3_000_000_000] { histogram.observe(value) }
        var text = MetricsText()
        text.histogram("d_seconds", histogram, [("k", "v")])
        #expect(
            String(decoding: text.bytes, as: UTF8.self) == """
                d_seconds_bucket{k="v",le="0.5"} 2
                d_seconds_bucket{k="v",le="2"} 3
                d_seconds_bucket{k="v",le="+Inf"} 4
                d_seconds_sum{k="v"} 4.001000001
                d_seconds_count{k="v"} 4

                """)
    }

    @Test func countsByClassOfStatus() {
        let metrics = ServerMetrics()
        var exchange = Exchange()
        for status in [Status.ok, .seeOther, .ok, .notFound, .serviceUnavailable] {
            exchange.status = status
            metrics.answered(exchange)
        }
        var text = MetricsText()
        metrics.write(to: &text)
        let lines = String(decoding: text.bytes, as: UTF8.self).split(separator: "\n")
        for line in ["2xx\"} 2", "3xx\"} 1", "4xx\"} 1", "5xx\"} 1"] {
            #expect(lines.contains("liaison_http_requests_total{class=\"\(line)"))
        }
    }

    /// Needs Debian's python3-prometheus-client.
    @Test(.enabled(if: Tool.python(importing: "prometheus_client")))
    func isReadByThePrometheusLibrary() throws {
        let metrics = ServerMetrics()
        var exchange = Exchange()
        exchange.nanoseconds = 3_000_000
        metrics.answered(exchange)
        var text = MetricsText()
        metrics.write(to: &text)
        let directory = try Files.makeTemporaryDirectory(named: "metrics")
        defer { _ = try? Files.removeTree(directory) }
        try Files.create("\(directory)/metrics", with: text.bytes)
        let script = """
            from prometheus_client.parser import text_string_to_metric_families as parse
            families = {f.name: f for f in parse(open('\(directory)/metrics').read())}
            assert families['liaison_http_requests'].type == 'counter', families
            duration = families['liaison_http_request_duration_seconds']
            assert duration.type == 'histogram'
            assert [s.value for s in duration.samples if s.name.endswith('_count')] == [1.0]
            assert [s.value for s in duration.samples if s.name.endswith('_sum')] == [0.003]
            assert len(families) == 8, list(families)
            """
        try Files.create("\(directory)/check.py", with: Array(script.utf8))
        #expect(Tool.run("python3 \(directory)/check.py") == 0)
    }
}

/// Programs that a test can do without.
enum Tool {
    /// Whether the shell finds a program.
    static func isInstalled(_ program: String) -> Bool { run("command -v \(program) >/dev/null") == 0 }

    /// Whether Python has a module.
    static func python(importing module: String) -> Bool {
        run("python3 -c 'import \(module)' 2>/dev/null") == 0
    }

    /// Runs a shell command and gives its exit status; 128 for an end by a signal.
    static func run(_ command: String) -> Int32 {
        let status = system(command)
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128
    }
}
