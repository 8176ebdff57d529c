import Glibc
import LiaisonCases
import LiaisonCodes
@testable import LiaisonDesk
import LiaisonHTTP
import LiaisonJournal
import LiaisonPhotos
import LiaisonSystem
import Testing

@testable import LiaisonWeb

/// Photos that a citizen has chosen, where something else in the form has to be put right first.
@Suite struct KeptPhotosTests {
    private let web: WebFixture
    private let nonce: String
    private var path: String { "/\(web.deputy)" }

    init() throws {
        web = try WebFixture()
        nonce = web.site.nonces.issue(for: "\(web.deputy)", at: web.site.clock.now).text
    }

    private static func sample(_ name: String) throws -> [UInt8] {
        let tests = Files.parent(of: Files.parent(of: #filePath))
        return try Files.read("\(tests)/Samples/photos/\(name)")
    }

    /// The photos' files that wait in the spool directory.
    private func waiting() throws -> Int {
        try Files.names(in: web.site.ledger.photos.spool).count { $0.hasPrefix("photo-") }
    }

    /// How many photos the receipt shows.
    private func photos(of answer: String) throws -> Int {
        let receipt = try #require(answer.field("Location"))
        return try web.get(receipt).ranges(of: "/photo/").count
    }

    @Test func aPhotoWaitsForTheFormThatIsSentAgain() throws {
        let refused = try web.post(
            path, ["nonce": nonce, "text": " ", "name": "王"], photos: [try Self.sample("phone.jpg")])
        #expect(refused.hasPrefix("HTTP/1.1 422 "))
        #expect(refused.contains("已保留 1 张照片，发送时一并送出，不必重新选择。还可以再选 2 张。"))
        #expect(refused.contains("<input type=\"hidden\" name=\"kept\" value=\"1\">"))
        #expect(!refused.contains("请重新选择照片"))
        #expect(try waiting() == 1)
        // Another error, and another photo: both wait.
        let again = try web.post(
            path, ["nonce": nonce, "text": " ", "kept": "1"], photos: [try Self.sample("grey.jpg")])
        #expect(again.contains("已保留 2 张照片"), "\(again)")
        let sent = try web.post(path, ["nonce": nonce, "text": "路灯坏了", "kept": "2"], photos: [])
        #expect(sent.hasPrefix("HTTP/1.1 303 "))
        #expect(try photos(of: sent) == 2)
        #expect(try waiting() == 0)
        // Sent once more after a lost answer, it is the same message.
        let repeated = try web.post(path, ["nonce": nonce, "text": "路灯坏了", "kept": "2"], photos: [])
        #expect(repeated.field("Location") == sent.field("Location"))
        #expect(try web.caseCount() == 1)
    }

    @Test func theSamePhotoChosenAgainIsOne() throws {
        let photo = try Self.sample("phone.jpg")
        _ = try web.post(path, ["nonce": nonce, "text": " "], photos: [photo])
        let sent = try web.post(path, ["nonce": nonce, "text": "一", "kept": "1"], photos: [photo])
        #expect(try photos(of: sent) == 1)
    }

    @Test func aPhotoThatIsNotWantedGoes() throws {
        _ = try web.post(path, ["nonce": nonce, "text": " "], photos: [try Self.sample("phone.jpg")])
        let fields = ["nonce": nonce, "text": "一", "kept": "1", "drop": "yes"] as KeyValuePairs
        let sent = try web.post(path, fields, photos: [])
        #expect(try photos(of: sent) == 0)
        #expect(try waiting() == 0)
    }

    @Test func aPhotoThatIsNotWantedGoesAlsoWhereAnotherFieldIsWrong() throws {
        _ = try web.post(path, ["nonce": nonce, "text": " "], photos: [try Self.sample("phone.jpg")])
        let fields = ["nonce": nonce, "text": " ", "kept": "1", "drop": "yes"] as KeyValuePairs
        let refused = try web.post(path, fields, photos: [])
        #expect(!refused.contains("已保留"))
        #expect(try waiting() == 0)
    }

    @Test func soundPhotosWaitBesideOneThatIsDamaged() throws {
        let refused = try web.post(
            path, ["nonce": nonce, "text": "一"],
            photos: [try Self.sample("phone.jpg"), Array("no photo".utf8)])
        #expect(refused.hasPrefix("HTTP/1.1 422 "))
        #expect(refused.contains("第 2 个文件不是 JPEG 或 PNG 照片"))
        #expect(refused.contains("已保留 1 张照片"))
        #expect(!refused.contains("请重新选择照片"))
        let sent = try web.post(path, ["nonce": nonce, "text": "一", "kept": "1"], photos: [])
        #expect(try photos(of: sent) == 1)
    }

    @Test func noMoreThanAFormTakesAreSent() throws {
        let two = try ["phone.jpg", "grey.jpg"].map(Self.sample)
        _ = try web.post(path, ["nonce": nonce, "text": " "], photos: two)
        let more = try ["cmyk.jpg", "progressive.jpg"].map(Self.sample)
        let refused = try web.post(path, ["nonce": nonce, "text": "一", "kept": "2"], photos: more)
        #expect(refused.contains("最多 3 张照片"))
        #expect(refused.contains("已保留 2 张照片"))
        #expect(try web.caseCount() == 0)
    }

    /// As on another server, after an hour, or after a start: nothing is sent without them unawares.
    @Test func photosThatAreGoneAreAskedForAgain() throws {
        let asked = try web.post(path, ["nonce": nonce, "text": "路灯坏了", "kept": "2"], photos: [])
        #expect(asked.hasPrefix("HTTP/1.1 422 "))
        #expect(asked.contains("前面选的照片没有留住"))
        #expect(asked.contains("路灯坏了</textarea>"))
        #expect(!asked.contains("name=\"kept\""))
        #expect(try web.caseCount() == 0)
        let sent = try web.post(path, ["nonce": nonce, "text": "路灯坏了"], photos: [])
        #expect(sent.hasPrefix("HTTP/1.1 303 "))
    }

    @Test func anotherFormGetsNoneOfThem() throws {
        _ = try web.post(path, ["nonce": nonce, "text": " "], photos: [try Self.sample("phone.jpg")])
        let other = web.site.nonces.issue(for: "\(web.deputy)", at: web.site.clock.now).text
        let asked = try web.post(path, ["nonce": other, "text": "一", "kept": "1"], photos: [])
        #expect(asked.contains("前面选的照片没有留住"))
        let forged = try web.post(
            path, ["nonce": "x\(nonce.dropFirst())", "text": "一", "kept": "1"], photos: [])
        #expect(forged.hasPrefix("HTTP/1.1 422 "))
        #expect(!forged.contains("已保留"))
        #expect(try waiting() == 1)
    }

    // MARK: On the receipt

    private func receiptNonce(_ receipt: String) throws -> String {
        let number = try CaseNumber(parsing: String(receipt.split(separator: "/")[1]))
        return web.site.nonces.issue(for: number.description, at: web.site.clock.now).text
    }

    @Test func aPhotoWaitsForAnAdditionThatIsSentAgain() throws {
        let receipt = try web.receipt(of: "路灯坏了")
        let nonce = try receiptNonce(receipt)
        let refused = try web.post(
            receipt, ["nonce": nonce, "kind": "append", "text": "还有井盖", "phone": "x"],
            photos: [try Self.sample("phone.jpg")])
        #expect(refused.hasPrefix("HTTP/1.1 422 "))
        #expect(refused.contains("已保留 1 张照片"))
        #expect(!refused.contains("请重新选择照片"))
        // Only the photo, and no words.
        let fields = ["nonce": nonce, "kind": "append", "text": "", "kept": "1"] as KeyValuePairs
        let sent = try web.post(receipt, fields, photos: [])
        #expect(sent.hasPrefix("HTTP/1.1 303 "), "\(sent)")
        #expect(try web.get(receipt).ranges(of: "/photo/").count == 1)
        #expect(try waiting() == 0)
        // After a lost answer.
        #expect(try web.post(receipt, fields, photos: []).hasPrefix("HTTP/1.1 303 "))
        #expect(try web.get(receipt).ranges(of: "/photo/").count == 1)
    }

    @Test func anAdditionIsNotSentWithoutPhotosThatAreGone() throws {
        let receipt = try web.receipt(of: "路灯坏了")
        let asked = try web.post(
            receipt,
            ["nonce": try receiptNonce(receipt), "kind": "append", "text": "还有井盖", "kept": "2"], photos: [])
        #expect(asked.hasPrefix("HTTP/1.1 422 "))
        #expect(asked.contains("前面选的照片没有留住"))
        #expect(asked.contains("还有井盖</textarea>"))
        #expect(!(try web.get(receipt)).contains("还有井盖"))
    }

    // MARK: What waits is bounded

    private struct Bytes: PhotoSource {
        let bytes: [UInt8]
        var count: Int { bytes.count }
        func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
            let part = bytes.dropFirst(offset).prefix(buffer.count)
            buffer.copyBytes(from: part)
            return part.count
        }
    }

    private func photo(_ name: String = "phone.jpg") throws -> IncomingPhoto {
        try web.site.ledger.photos.receive(Bytes(bytes: try Self.sample(name)))
    }

    private let now = Timestamp(milliseconds: 1_766_548_800_000)
    private func client(_ number: Int) throws -> ClientAddress {
        ClientAddress(try #require(IPAddress("10.0.0.\(number)")))
    }

    @Test func oneClientAndAllTogetherHaveTheirBounds() throws {
        let kept = KeptPhotos(.init(ofOne: (count: 2, bytes: 1 << 20), ofAll: (count: 3, bytes: 1 << 20)))
        #expect(kept.keep([try photo(), try photo()], for: [1], of: try client(1), at: now))
        #expect(!kept.keep([try photo()], for: [2], of: try client(1), at: now))
        #expect(kept.keep([try photo()], for: [3], of: try client(2), at: now))
        #expect(!kept.keep([try photo()], for: [4], of: try client(3), at: now))
        // What doesn't fit in the place of what was there leaves that.
        #expect(!kept.keep([try photo(), try photo()], for: [3], of: try client(2), at: now))
        #expect(kept.photos(for: [3], at: now).count == 1)
        #expect(kept.count == 3)
        kept.drop([1])
        #expect(kept.keep([try photo()], for: [4], of: try client(3), at: now))
        let few = KeptPhotos(.init(ofOne: (count: 9, bytes: 100), ofAll: (count: 9, bytes: 100)))
        #expect(!few.keep([try photo()], for: [1], of: try client(1), at: now))
    }

    @Test(arguments: [(59, true), (61, false), (-59, true), (-61, false)])
    func theyWaitForAnHour(minutes: Int64, isThere: Bool) throws {
        let kept = KeptPhotos()
        #expect(kept.keep([try photo()], for: [1], of: try client(1), at: now))
        let later = now.adding(milliseconds: minutes * 60_000)
        #expect(kept.photos(for: [1], at: later).count == (isThere ? 1 : 0))
        kept.sweep(at: later)
        #expect(try waiting() == (isThere ? 1 : 0))
    }

    @Test func whatWasSweptFromTheSpoolDoesNotWait() throws {
        let kept = KeptPhotos()
        let photo = try photo()
        var sweep = SpoolSweep(of: web.site.ledger.photos)
        try sweep.takeTurn(at: 0)
        try sweep.takeTurn(at: .max)
        #expect(!kept.keep([photo], for: [1], of: try client(1), at: now))
    }

    @Test func theyFollowTheirFormToAFreshNonce() throws {
        let kept = KeptPhotos()
        #expect(kept.keep([try photo()], for: [1], of: try client(1), at: now))
        kept.move(from: [1], to: [2])
        #expect(kept.photos(for: [1], at: now).isEmpty)
        #expect(kept.photos(for: [2], at: now).count == 1)
    }
}
