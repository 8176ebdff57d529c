import LiaisonSystem
import LiaisonText

/// A browser that is spoken with by the Chrome DevTools Protocol: JSON messages through two pipes, each ended by a NUL.
///
/// One tab prints one page after the other. What is called is answered under its number; what happens besides comes as events,
/// of which two matter: a page has been loaded whole, and the tab has crashed.
struct DevTools: ~Copyable, Sendable {
    /// Why a browser didn't do what it was asked for.
    enum Failure: Error, Equatable {
        /// It has ended, or its tab has crashed.
        case ended
        case late
        /// It answered that it won't.
        case refused(String)
        case system(SystemError)
    }

    /// The browser's process group, as kill(2) takes it.
    var group: Int32 { browser.group }

    private let browser: Companion
    private var heard: [UInt8] = []
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    private var calls = 0
    private var tab: String?
    /// The pages loaded, by the names that the browser gives them.
    private var loaded: Set<String> = []

    private init(of browser: consuming Companion) { self.browser = browser }

    /// Starts a browser.
    ///
    /// - Parameter words: The program and its arguments, `--remote-debugging-pipe` among them.
    /// - Returns: The browser, without a tab.
    /// - Throws: When it can't be started.
    static func start(_ words: [String]) throws(Failure) -> DevTools {
        do throws(SystemError) { return DevTools(of: try Companion(words)) } catch { throw .system(error) }
    }

    /// Prints a page.
    ///
    /// - Parameters:
    ///   - url: Where the page is.
    ///   - deadline: By when it must be done.
    /// - Returns: The PDF.
    /// - Throws: Why there is none.
    mutating func print(
        _ url: String, by deadline: ContinuousClock.Instant
    ) throws(Failure) -> [UInt8] {
        if tab == nil { try openTab(by: deadline) }
        let page = try call("Page.navigate", ["url": .string(url)], by: deadline)
        if let reason = page["errorText"]?.text { throw .refused(reason) }
        guard let name = page["loaderId"]?.text else { throw .refused("loaderId") }
        while loaded.remove(name) == nil { _ = try next(by: deadline) }
        // The sheets' sizes and margins stand in the page's own style sheet.
        let printed = try call(
            "Page.printToPDF", ["preferCSSPageSize": true, "printBackground": true], by: deadline)
        guard let data = printed["data"]?.text, let file = Self.decode(data),
            file.starts(with: "%PDF-".utf8)
        else { throw .refused("data") }
        return file
    }

    private mutating func openTab(by deadline: ContinuousClock.Instant) throws(Failure) {
        let target = try call("Target.createTarget", ["url": "about:blank"], by: deadline)
        let attached = try call(
            "Target.attachToTarget", ["targetId": target["targetId"] ?? .null, "flatten": true], by: deadline)
        guard let name = attached["sessionId"]?.text else { throw .refused("sessionId") }
        tab = name
        _ = try call("Page.enable", [:], by: deadline)
        _ = try call("Inspector.enable", [:], by: deadline)
        _ = try call("Page.setLifecycleEventsEnabled", ["enabled": true], by: deadline)
    }

    /// Calls a method and waits for its answer.
    private mutating func call(
        _ method: String, _ parameters: JSON, by deadline: ContinuousClock.Instant
    ) throws(Failure) -> JSON {
        calls += 1
        let number = calls
        var message: [JSON.Member] = [
            JSON.Member("id", .integer(number)), JSON.Member("method", .string(method)),
            JSON.Member("params", parameters),
        ]
        if let tab { message.append(JSON.Member("sessionId", .string(tab))) }
        do throws(SystemError) { try browser.say(JSON.object(message).bytes + [0]) } catch {
            throw error.code == .brokenPipe ? .ended : .system(error)
        }
        while true {
            let answer = try next(by: deadline)
            guard answer["id"]?.integer == number else { continue }
            if let error = answer["error"] { throw .refused(error["message"]?.text ?? method) }
            return answer["result"] ?? .null
        }
    }

    /// The next message, after what matters of it was noted.
    private mutating func next(by deadline: ContinuousClock.Instant) throws(Failure) -> JSON {
        var searched = 0
        while true {
            if let end = heard[searched...].firstIndex(of: 0) {
                let bytes = Array(heard[..<end])
                heard.removeSubrange(...end)
                return try note(bytes)
            }
            searched = heard.count
            switch try hear(by: deadline) {
            case .bytes(let count): heard += buffer[..<count]
            case .ended: throw .ended
            case .late: throw .late
            }
        }
    }

    private mutating func hear(by deadline: ContinuousClock.Instant) throws(Failure) -> Companion.Hearing {
        do throws(SystemError) { return try browser.hear(into: &buffer, until: deadline) } catch {
            throw .system(error)
        }
    }

    private mutating func note(_ bytes: [UInt8]) throws(Failure) -> JSON {
        let message: JSON
        do throws(JSONError) { message = try JSON(parsing: bytes) } catch {
            throw .refused(String(decoding: bytes.prefix(80), as: UTF8.self))
        }
        switch message["method"]?.text {
        case "Page.lifecycleEvent" where message["params"]?["name"]?.text == "load":
            if let page = message["params"]?["loaderId"]?.text { loaded.insert(page) }
        case "Inspector.targetCrashed": throw .ended
        default: break
        }
        return message
    }

    /// What Base64 of RFC 4648 section 4 stands for, as JSON has it.
    private static func decode(_ text: String) -> [UInt8]? {
        let bytes = text.utf8.lazy.filter { $0 != UInt8(ascii: "=") }.map { (byte: UInt8) -> UInt8 in
            switch byte {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            default: byte
            }
        }
        return Base64URL.decode(String(decoding: Array(bytes), as: UTF8.self))
    }
}
