import LiaisonWording
import Testing

@testable import LiaisonWeb

/// The form as a whole, literally: a change here is a change that people see.
struct FormGoldenTests {
    @Test func formOfADeputy() throws {
        let setting = FormSetting(
            site: Samples.site, topics: ["道路交通", "其他"], language: .chinese)
        let page = String(
            decoding: FormPage(try Samples.deputy(), setting: setting).render(nonce: "n0nce"), as: UTF8.self)
        let body = try #require(page.split(separator: "</style>\n").last)
        #expect(body == Self.expected)
    }

    private static let expected: Substring = """
        <title>给谢晨云代表留言</title>
        <header><div><a href="/">韶山市人大代表联络站</a><a href="?lang=en" lang="en" hreflang="en">English</a></div></header>
        <main>
        <h1>给<bdi>谢晨云</bdi>代表留言</h1>
        <ul class="facts">
        <li>县（市、区）人大代表 · <bdi>村（社区）工作者</bdi>
        <li><bdi>清溪镇人大代表联络站</bdi>
        <li><bdi>清溪镇政府一楼</bdi>
        <li>接待群众：<bdi>每月6、16、26日</bdi>
        <li>站点电话：<a href="tel:073155550001">0731-55550001</a>
        </ul>
        <p>也可以写给<a href="/QX0001J"><bdi>清溪镇人大代表联络站</bdi></a>。
        <form method="post" action="/7K3M9Q4?try=1" enctype="multipart/form-data">
        <input type="hidden" name="nonce" value="n0nce">
        <input type="hidden" name="lang" value="zh-Hans">
        <div class="box">
        <p>遇到危险请马上拨打 <a href="tel:110">110</a>、<a href="tel:119">119</a> 或 <a href="tel:120">120</a>；其他急事请拨打 <a href="tel:12345">12345</a>。
        <p>身边的事都可以写，例如路灯、道路、环境。代表会转请有关单位处理，并督促答复。法院等单位正在办的案件，人大和代表不直接处理。
        </div>
        <div class="field">
        <label for="text">您想说什么？</label>
        <p class="hint" id="text-hint">请写清时间、地点和经过，最多 5000 字。不要写身份证号。</p>
        <textarea id="text" name="text" aria-describedby="text-hint" rows="6">
        </textarea>
        </div>
        <div class="field">
        <label for="topic">属于哪一类？（可不选）</label>
        <select id="topic" name="topic">
        <option value="">不选
        <option>道路交通
        <option>其他
        </select>
        </div>
        <div class="field">
        <label for="name">您的姓名（可不填）</label>
        <p class="hint" id="name-hint">留下姓名和电话，方便核实情况和联系您，只有办理人员和人大办公室能看到。不留也一样办理。</p>
        <input id="name" name="name" aria-describedby="name-hint" autocomplete="name" value="">
        </div>
        <div class="field">
        <label for="phone">您的电话（可不填）</label>
        <input id="phone" name="phone" type="tel" inputmode="tel" autocomplete="tel" value="">
        </div>
        <div class="field">
        <label for="photo">照片（可不选）</label>
        <p class="hint" id="photo-hint">最多 3 张，每张不超过 8 MB。照片里的拍摄地点等信息会自动去掉。</p>
        <input id="photo" name="photo" aria-describedby="photo-hint" type="file" accept="image/jpeg,image/png" multiple>
        </div>
        <p class="trap" aria-hidden="true"><label for="website">请不要填写这一格</label>
        <input id="website" name="website" tabindex="-1" autocomplete="off">
        <details><summary>个人信息怎样使用和保护</summary>
        <p>处理者：韶山市人大常委会办公室。联系方式：0731-55550000。
        <p>目的和方式：只为受理、核实、办理和答复您的留言而收集和保存。必填的只有留言内容；姓名和电话由您决定，不填不影响办理。我们不要求身份证号。
        <p>谁能看到：收到留言的代表和联络站工作人员，以及人大办公室；转交时，接手的代表、联络站或有关单位。统计报告里没有个人信息。
        <p>保存期限：办结后三年。
        <p>您的权利：可在回执页查阅、补充，也可在回执页自己删除留言和个人信息；还可按上面的联系方式要求查阅、复制、更正、删除或者投诉。
        </details>
        <p>发送后，您会得到受理编号和查询码。答复写在回执页上，不另发短信；一般 1 个月内答复，请凭编号和查询码来看。
        <p><button id="send">发送留言</button>
        </form>

        </main>
        <footer><p><a href="/q">查询办理进度</a>
        <p>本服务由韶山市人大常委会办公室提供，联系方式：0731-55550000</footer>

        """
}
