import LiaisonCodes
import LiaisonQR
import LiaisonRoster
import LiaisonSystem

extension Doctor {
    /// Draws a code of the roster as `qr` does and has another program read it, where zbar is installed.
    mutating func checkCode() {
        guard let text = configuration?[.baseURL], let url = try? BaseURL(parsing: text),
            let code = roster?.stations.first?.code
        else { return }
        guard Environment.program("zbarimg") != nil else {
            add(Finding("code", .ok, "doctor.code.unread"))
            return
        }
        let payload = QRPayload(url, code)
        do throws(QRError) {
            let picture = try QRSymbol(payload).png()
            try read(picture, expecting: payload.text)
        } catch {
            add(Finding("code", .problem, "doctor.code.undrawn", ["url": payload.text]))
        }
    }

    private mutating func read(_ picture: [UInt8], expecting text: String) throws(QRError) {
        do throws(SystemError) {
            let folder = try Files.makeTemporaryDirectory(named: "liaison-doctor")
            let result = Result { () throws(SystemError) in
                try Files.create("\(folder)/code.png", with: picture)
                // Without a message bus, as on most servers, it complains on standard error and reads all the same.
                return try ChildProcess.output(
                    of: ["sh", "-c", "exec zbarimg --quiet --raw \"$0\" 2>/dev/null", "\(folder)/code.png"])
            }
            try Files.removeTree(folder)
            let output = String(decoding: try result.get().bytes, as: UTF8.self)
            let found = output.split(whereSeparator: \.isNewline).joined()
            if found == text {
                add(Finding("code", .ok, "doctor.code.good", ["url": text]))
            } else {
                add(Finding("code", .problem, "doctor.code.wrong", ["url": text, "found": found]))
            }
        } catch {
            add(Finding("code", .warning, "doctor.code.unknown", cause: error))
        }
    }
}
