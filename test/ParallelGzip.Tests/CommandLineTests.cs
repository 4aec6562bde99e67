namespace ParallelGzip.Tests;

[TestClass]
public sealed class CommandLineTests
{
    [TestMethod]
    [DataRow("0", 0L)]
    [DataRow("65536", 65536L)]
    [DataRow("512K", 512L * 1024)]
    [DataRow("512k", 512L * 1024)]
    [DataRow("1M", 1024L * 1024)]
    [DataRow("8G", 8L << 30)]
    [DataRow("9223372036854775807", long.MaxValue)]
    public void ByteSize_Valid_IsRead(string text, long expected)
    {
        Assert.IsTrue(ByteSize.TryParse(text, out long bytes));
        Assert.AreEqual(expected, bytes);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("K")]
    [DataRow("-1K")]
    [DataRow("+1")]
    [DataRow(" 1")]
    [DataRow("1.5M")]
    [DataRow("1KB")]
    [DataRow("1T")]
    [DataRow("9223372036854775808")]
    [DataRow("9007199254740992K")]
    public void ByteSize_Invalid_IsRefused(string text) => Assert.IsFalse(ByteSize.TryParse(text, out _));

    [TestMethod]
    [DataRow("-p", "0")]
    [DataRow("-p", "-1")]
    [DataRow("-p", "1025")]
    [DataRow("-p", "many")]
    [DataRow("-l", "10")]
    [DataRow("-l", "-1")]
    [DataRow("-b", "0")]
    [DataRow("-b", "1023")]
    [DataRow("-b", "257M")]
    [DataRow("-b", "99999999999999999999")]
    [DataRow("-b", "big")]
    [DataRow("--no-such-option", "1")]
    public async Task Run_BadOption_FailsWithUsageAndNoOutput(string option, string value)
    {
        using var run = new GzipRunner();
        string file = run.Write("data", [1, 2, 3]);

        Assert.AreEqual(1, await run.RunAsync(file, option, value));

        Assert.StartsWith("ParallelGzip: ", run.Error);
        Assert.Contains("usage:", run.Error);
        run.AssertFiles("data");
    }

    [TestMethod]
    [DataRow("-d")]
    [DataRow("--force")]
    [DataRow("-o", "x")]
    [DataRow("-p")]
    public async Task Run_InputMissing_Fails(params string[] args)
    {
        using var run = new GzipRunner();

        Assert.AreEqual(1, await run.RunAsync(args));

        Assert.Contains("usage:", run.Error);
    }

    [TestMethod]
    public async Task Run_Help_GoesToOutput()
    {
        using var run = new GzipRunner();

        Assert.AreEqual(0, await run.RunAsync("--help"));

        Assert.Contains("--block-size", System.Text.Encoding.UTF8.GetString(run.Output));
        Assert.AreEqual("", run.Error);
    }
}
