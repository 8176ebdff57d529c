import Foundation
import LiaisonText
import Testing

@Suite struct PhotoEndToEndTests {
    let installation: Installation
    let server: RunningServer
    let browser: Browser

    init() throws {
        installation = try Installation()
        server = try RunningServer(installation.data)
        browser = Browser(port: server.port)
    }

    private static func sample(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(Program.samples)/photos/\(name)")))
    }

    /// Sends a form with files as a browser does.
    private func send(
        _ text: String, _ files: [(name: String, bytes: [UInt8])], to code: String, nonce: String? = nil
    ) throws -> Browser.Answer {
        let nonce = try nonce ?? browser.get("/\(code)").nonce ?? ""
        var body: [UInt8] = []
        for (name, value) in ["nonce": nonce, "text": text] as KeyValuePairs {
            body += "--x\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8
        }
        for file in files {
            body +=
                "--x\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"\(file.name)\"\r\n".utf8
            body += "Content-Type: image/jpeg\r\n\r\n".utf8 + file.bytes + "\r\n".utf8
        }
        body += "--x--\r\n".utf8
        let head =
            "POST /\(code)?try=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: \(body.count)\r\n"
            + "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
        return try browser.send(bytes: Array(head.utf8) + body)
    }

    @Test func photosGoFromTheFormToTheHandler() throws {
        let code = try installation.code("deputy")
        let sent = try send(
            "路灯坏了", [("IMG_1.JPG", try Self.sample("phone.jpg")), ("b.png", try Self.sample("screen.png"))],
            to: code)
        #expect(sent.status == 303)
        let location = try #require(sent.header("Location"))
        let number = String(location.split(separator: "/")[1])
        #expect(try browser.get(location).body.contains("照片 2 张"))

        let shown = try Program.run("inbox", "show", number, "--data", installation.data, "--json").json()
        let photos = try #require(shown["photos"]?.elements)
        #expect(photos.map { $0["type"]?.text } == ["image/jpeg", "image/png"])
        #expect(photos.map { $0["width"]?.integer } == [60, 60])

        let token = try installation.token("--deputy", code)
        let path = try #require(photos[0]["path"]?.text)
        #expect(path == "/api/v1/cases/\(number)/photos/1")
        let photo = try browser.get(path, headers: ["Authorization: Bearer \(token)"])
        #expect(photo.status == 200)
        #expect(photo.header("Content-Type") == "image/jpeg")
        #expect(photo.header("X-Content-Type-Options") == "nosniff")
        #expect(photo.header("Content-Disposition") == "attachment; filename=\"\(number)-1.jpg\"")
        #expect(photo.header("Content-Length").flatMap { Int($0) } == photos[0]["bytes"]?.integer)
        for wrong in ["0", "3", "x", "1/2", "../1"] {
            let answer = try browser.get(
                "/api/v1/cases/\(number)/photos/\(wrong)", headers: ["Authorization: Bearer \(token)"])
            #expect(answer.status == 404)
        }
        let stranger = try installation.token("--station", "SS01")
        let foreign = try browser.get(path, headers: ["Authorization: Bearer \(stranger)"])
        let absent = try browser.get(
            "/api/v1/cases/SS00-200101-00000/photos/1", headers: ["Authorization: Bearer \(stranger)"])
        #expect(foreign.status == 404)
        #expect(foreign.body == absent.body)
        #expect(try Program.run("verify", "--data", installation.data).status == 0)
    }

    @Test(.enabled(if: hasPython("PIL"), "needs python3 with Pillow"))
    func theMailHoldsThePhotosAsTheyAreStored() throws {
        let code = try installation.code("deputy")
        let location = try #require(
            try send(
                "路灯坏了",
                [("a.jpg", try Self.sample("phone.jpg")), ("b.png", try Self.sample("screen.png"))],
                to: code
            ).header("Location"))
        let number = String(location.split(separator: "/")[1])
        let maildir = installation.scratch.path + "/mail"
        let remote = installation.scratch.path + "/remote"
        let eml = installation.scratch.path + "/message.eml"
        let token = try installation.token("--deputy", code)
        try Data(token.utf8).write(to: URL(fileURLWithPath: installation.scratch.path + "/token"))
        #expect(chmod(installation.scratch.path + "/token", 0o600) == 0)
        #expect(
            try Program.run("inbox", "pull", "--data", installation.data, "--deputy", code, "--to", maildir)
                .status == 0)
        let pull = try Program.run(
            "inbox", "pull", "--server", "http://127.0.0.1:\(server.port)", "--token-file",
            installation.scratch.path + "/token", "--to", remote)
        #expect(pull.status == 0, "\(pull.talk)")
        let answer = try browser.get(
            "/api/v1/cases/\(number)/message.eml", headers: ["Authorization: Bearer \(token)"])
        try Data(answer.body.utf8).write(to: URL(fileURLWithPath: eml))
        let stored = "\(installation.data)/stations/SS00/photos/\(number)"
        let script = Program.samples + "/../Scripts/check_photo_mail.py"
        let result = try Program.run(
            URL(fileURLWithPath: "/usr/bin/env"),
            ["python3", script, stored, "\(maildir)/new", "\(remote)/new", eml])
        #expect(result.status == 0, "\(result.output)\(result.talk)")
    }

    @Test(arguments: [
        ("disguised", "第 1 个文件不是 JPEG 或 PNG 照片"), ("empty", "第 1 张照片是空的"), ("large", "第 1 张照片超过 8 MB"),
        ("heic", "第 1 张照片是 HEIC 格式"), ("cut", "第 1 张照片已损坏"), ("bomb", "第 1 张照片尺寸太大"), ("many", "最多 3 张照片"),
    ])
    func eachBadFileGetsItsOwnSentence(kind: String, sentence: String) throws {
        let photo = try Self.sample("phone.jpg")
        let dot = try Self.sample("dot.png")
        let files: [(name: String, bytes: [UInt8])] =
            switch kind {
            case "disguised": [("a.jpg", Array("<html><script>alert(1)</script>".utf8))]
            case "empty": [("a.jpg", [])]
            case "large": [("a.jpg", photo + [UInt8](repeating: 0, count: 9 << 20))]
            case "heic": [("a.jpg", Array("\0\0\0\u{18}ftypheic\0\0\0\0mif1heic".utf8))]
            case "cut": [("a.jpg", Array(photo.dropLast(600)))]
            case "bomb":
                // The frame's header says 65,500 pixels a side.
                [("a.jpg", Self.replacing([0, 40, 0, 60], by: [0xFF, 0xDC, 0xFF, 0xDC], in: photo))]
            default: [("a.png", dot), ("b.png", dot), ("c.png", dot), ("d.png", dot)]
            }
        let code = try installation.code("deputy")
        let answer = try send("一个字也不能丢 <b>", files, to: code)
        #expect(answer.status == 422)
        #expect(answer.body.contains(sentence))
        #expect(answer.body.contains("一个字也不能丢 &lt;b&gt;"))
        #expect(answer.body.contains("请重新选择照片"))
        // The same page sends what was put right.
        #expect(try send("一个字也不能丢", [("a.png", dot)], to: code, nonce: answer.nonce).status == 303)
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(installation.data)/spool").isEmpty)
    }

    private static func replacing(_ old: [UInt8], by new: [UInt8], in bytes: [UInt8]) -> [UInt8] {
        guard let range = bytes.firstRange(of: old) else { return [] }
        return bytes[..<range.lowerBound] + new + bytes[range.upperBound...]
    }

    @Test func aFormBeyondEveryLimitComesBackWithItsText() throws {
        let large = [UInt8](repeating: 0x20, count: 10 << 20)
        let answer = try send(
            "太大了", [("a.jpg", large), ("b.jpg", large), ("c.jpg", large)],
            to: try installation.code("deputy"))
        #expect(answer.status == 413)
        #expect(answer.body.contains("太大了</textarea>"))
    }

    @Test func aPhotoThatCannotBeKeptIsNotAcknowledged() throws {
        let code = try installation.code("deputy")
        // A file where the photos' directory must be: whoever runs the test, root too, can't write there.
        let station = "\(installation.data)/stations/SS00"
        try FileManager.default.createDirectory(atPath: station, withIntermediateDirectories: true)
        try Data().write(to: URL(fileURLWithPath: "\(station)/photos"))
        let photo = try Self.sample("phone.jpg")
        let refused = try send("照片存不下", [("a.jpg", photo)], to: code)
        #expect(refused.status == 503)
        #expect(refused.body.contains("照片存不下</textarea>"))
        #expect(refused.header("Retry-After") != nil)
        let list = try Program.run("inbox", "list", "--data", installation.data, "--json").json()
        #expect(list.elements?.count == 0)
        try FileManager.default.removeItem(atPath: "\(station)/photos")
        #expect(try send("照片存不下", [("a.jpg", photo)], to: code, nonce: refused.nonce).status == 303)
    }
}

@Suite(
    .enabled(
        if: Program.runsSlowTests && hasPython("selenium") && access("/usr/bin/chromium", X_OK) == 0,
        "slow: set LIAISON_SLOW_TESTS; needs chromium and python3 with selenium"))
struct JourneyEndToEndTests {
    @Test func aPhoneChoosesAPhotoAndWalksToTheReceipt() throws {
        let installation = try Installation()
        let server = try RunningServer(installation.data, options: ["--rate-limit", "on"])
        let result = try Program.run(
            URL(fileURLWithPath: "/usr/bin/env"),
            [
                "python3", "\(Program.samples)/../Scripts/check-journey.py",
                "http://127.0.0.1:\(server.port)",
                try installation.code("deputy"), "--photo", "\(Program.samples)/photos/phone.jpg",
            ])
        #expect(result.status == 0, "\(result.output)\(result.talk)")
        let list = try Program.run("inbox", "list", "--data", installation.data, "--json").json()
        let number = try #require(list.elements?.first?["case"]?.text)
        let shown = try Program.run("inbox", "show", number, "--data", installation.data, "--json").json()
        #expect(shown["photos"]?.elements?.count == 1)
    }
}

/// Whether Python has a module: tests that need one are skipped where it is missing.
func hasPython(_ module: String) -> Bool {
    let env = URL(fileURLWithPath: "/usr/bin/env")
    return (try? Program.run(env, ["python3", "-c", "import \(module)"]))?.status == 0
}
