import LiaisonCodes
import LiaisonQR
import LiaisonSystem

/// PNG files of 1,184 pixels: Liaison, a C loop over the same libraries, the qrencode command and segno.
enum QRBenchmark: Benchmark {
    static let name = "qr"
    private static let city = 8_700

    static func run(_ arguments: [String]) throws {
        let directory = try Files.makeTemporaryDirectory(named: "liaison-bench-qr")
        defer { try? Files.removeTree(directory) }
        let payloads = try payloads(count: city)
        let contenders = try contenders(payloads, directory)
        let medians = try Rounds.medians(of: contenders)
        let ours = medians[0]
        for (contender, median) in zip(contenders, medians) {
            let ratio =
                contender.name == contenders[0].name ? "" : "   liaison/this \(Rounds.text(ours / median))"
            print("\(contender.name): \(Rounds.text(median)) images/s on one core\(ratio)")
        }
        let seconds = try Rounds.medians(of: [
            Contender(name: "city") { try Rounds.seconds { try drawAll(payloads, threads: 2) } }
        ])[0]
        let size = try QRSymbol(payloads[0]).png().count
        print("\(city) images on two threads: \(Rounds.text(seconds)) s, \(size) bytes each")
    }

    private static func payloads(count: Int) throws -> [QRPayload] {
        let base = try BaseURL(parsing: "https://llz.example.gov.cn")
        return (0..<count).map { _ in QRPayload(base, .random()) }
    }

    private static func contenders(_ payloads: [QRPayload], _ directory: String) throws -> [Contender] {
        var contenders = [
            Contender(name: "liaison") {
                let sample = payloads.prefix(2000)
                return Double(sample.count) / (try Rounds.seconds { for text in sample { try draw(text) } })
            }
        ]
        if PeerProgram.isInstalled("cc"), try Files.status("Tests/Peers/qr.c") != nil {
            _ = try PeerProgram.output(
                of: "cc -O2 -o \(directory)/qr Tests/Peers/qr.c -lqrencode -lpng 2>/dev/null")
            contenders.append(
                Contender(name: "C loop") {
                    2000 / (try PeerProgram.number(of: "\(directory)/qr 2000 2>/dev/null"))
                })
        }
        if PeerProgram.isInstalled("qrencode") {
            let loop = "for i in $(seq 100); do qrencode -l M -s 32 -m 4 -o \(directory)/x.png"
            contenders.append(
                Contender(name: "qrencode command") {
                    100
                        / (try Rounds.seconds {
                            _ = try PeerProgram.output(of: "\(loop) \(payloads[0].text); done")
                        })
                })
        }
        if PeerProgram.isInstalled("python3"),
            (try? PeerProgram.output(of: "python3 -c 'import segno'")) != nil
        {
            let script = """
                import io, segno, time
                start = time.perf_counter()
                for i in range(100):
                    segno.make("\(payloads[0].text)", error="m").save(io.BytesIO(), kind="png", scale=32, border=4)
                print(time.perf_counter() - start)
                """
            try Files.replace("\(directory)/peer.py", with: Array(script.utf8))
            contenders.append(
                Contender(name: "segno") {
                    100 / (try PeerProgram.number(of: "python3 \(directory)/peer.py"))
                })
        }
        return contenders
    }

    private static func draw(_ payload: QRPayload) throws {
        let file = try QRSymbol(payload).png()
        precondition(!file.isEmpty, "a picture")
    }

    private static func drawAll(_ payloads: [QRPayload], threads: Int) throws {
        try Thread.concurrently(payloads.count, threads: threads) { index in
            do { try draw(payloads[index]) } catch { preconditionFailure("\(error)") }
        }
    }
}
