import Glibc
import LiaisonSystem
import TestSupport
import Testing

@testable import LiaisonClient

@Suite struct ProfileStoreTests {
    private func profile(_ token: String = "t-1") throws -> Profile {
        Profile(
            server: try ServerURL("llz.example.gov.cn:8443"), token: try BearerToken(token.utf8),
            identity: Identity(kind: "deputy", name: "张三代表", code: "0000000", station: "SS00"))
    }

    @Test func keepsAProfileToItself() throws {
        try withTemporaryDirectory { path in
            let store = ProfileStore(directory: "\(path)/config/liaison")
            try store.save(try profile(), as: Profile.name(for: try profile().server))
            #expect(try store.load(nil).profile == profile())
            #expect(try store.load("llz.example.gov.cn_8443").profile == profile())
            #expect(try Files.status(store.directory)?.permissions == 0o700)
            #expect(try Files.status("\(store.directory)/llz.example.gov.cn_8443.json")?.permissions == 0o600)
        }
    }

    @Test func takesTheOneLastLoggedInto() throws {
        try withTemporaryDirectory { path in
            let store = ProfileStore(directory: "\(path)/liaison")
            try store.save(try profile("a"), as: "a")
            try store.save(try profile("b"), as: "b")
            #expect(try store.load(nil).profile.token.secret == "b")
            #expect(try store.load("a").profile.token.secret == "a")
            #expect(try store.names() == ["a", "b"])
        }
    }

    @Test(arguments: [("", 0o755, UInt32(0o700)), ("/a.json", 0o640, 0o600), ("/a.json", 0o604, 0o600)])
    func refusesALooserMode(suffix: String, mode: mode_t, wanted: UInt32) throws {
        try withTemporaryDirectory { path in
            let store = ProfileStore(directory: "\(path)/liaison")
            try store.save(try profile(), as: "a")
            let file = store.directory + suffix
            #expect(chmod(file, mode) == 0)
            #expect(throws: ClientError.looseMode(path: file, wanted: wanted)) { try store.load("a") }
        }
    }

    @Test func saysThatThereIsNone() throws {
        try withTemporaryDirectory { path in
            let store = ProfileStore(directory: "\(path)/liaison")
            #expect(throws: ClientError.noProfile(nil)) { try store.load(nil) }
            #expect(throws: ClientError.noProfile("x")) { try store.load("x") }
            #expect(throws: ClientError.badProfileName("../x")) { try store.load("../x") }
            let names = try store.names()
            #expect(names.isEmpty)
        }
    }

    @Test(arguments: [
        (["XDG_CONFIG_HOME": "/c", "HOME": "/h"], "/c/liaison"), (["HOME": "/h"], "/h/.config/liaison"),
        (["XDG_CONFIG_HOME": "relative", "HOME": "/h"], "/h/.config/liaison"),
    ])
    func followsTheXDGSpecification(environment: [String: String], directory: String) {
        #expect(ProfileStore.directory { environment[$0] } == directory)
    }

    @Test(arguments: ["", " \n", "a b", "a\r\nb", "é", String(repeating: "x", count: 513)])
    func refusesWhatIsNoToken(text: String) {
        #expect(throws: ClientError.badToken) { try BearerToken(text.utf8) }
    }

    @Test func readsATokenFileThatIsPrivate() throws {
        try withTemporaryDirectory { path in
            try Files.create("\(path)/t", with: Array("abc.-~+/=\n".utf8), mode: 0o600)
            #expect(try BearerToken(file: "\(path)/t").secret == "abc.-~+/=")
            #expect(chmod("\(path)/t", 0o644) == 0)
            #expect(throws: ClientError.looseMode(path: "\(path)/t", wanted: 0o600)) {
                try BearerToken(file: "\(path)/t")
            }
        }
    }

    @Test func neverPrintsAToken() throws {
        #expect("\(try profile("very-secret"))".contains("very-secret") == false)
    }

    @Test(arguments: ["办公室", "office", "YF01.a-b_c", "总站2"]) func takesAName(name: String) {
        #expect(ProfileStore.isName(name))
    }

    @Test(arguments: [
        "", ".x", "a/b", "current", "a b", "办公室／", "一\u{0}", "\u{202E}x", String(repeating: "站", count: 67),
    ])
    func takesNoNameThatIsNoFiles(name: String) {
        #expect(!ProfileStore.isName(name))
    }
}
