namespace ParallelGzip.Tests;

[TestClass]
public sealed class RoundTripTests
{
    private const int BlockSize = 4096;

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(BlockSize - 1)]
    [DataRow(BlockSize)]
    [DataRow(BlockSize + 1)]
    [DataRow(2 * BlockSize)]
    [DataRow(200 * BlockSize + 17)]
    public async Task Compress_AnyLength_IsReadBackByBoth(int length)
    {
        using var run = new GzipRunner();
        byte[] plain = TestData.Text(length);
        string file = run.Write("data", plain);

        Assert.AreEqual(0, await run.RunAsync(file, "-b", "4K", "-p", "4"), run.Error);
        CollectionAssert.AreEqual(plain, TestData.ReadWithGZipStream(run.Read("data.gz")));

        Assert.AreEqual(0, await run.RunAsync("-d", run.PathOf("data.gz"), "-o", run.PathOf("back"), "-p", "4"), run.Error);
        CollectionAssert.AreEqual(plain, run.Read("back"));
        run.AssertFiles("back", "data", "data.gz");
        Assert.AreEqual("", run.Error);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(4)]
    [DataRow(5)]
    [DataRow(6)]
    [DataRow(7)]
    [DataRow(8)]
    [DataRow(9)]
    public async Task Compress_AnyLevel_NoiseGrowsByLessThanOnePercent(int level)
    {
        using var run = new GzipRunner();
        byte[] plain = TestData.Noise(300_001);

        Assert.AreEqual(0, await run.RunAsync(plain, "-", "-l", $"{level}", "-b", "64K"), run.Error);

        Assert.IsLessThan(plain.Length * 1.01, run.Output.Length);
        CollectionAssert.AreEqual(plain, TestData.ReadWithGZipStream(run.Output));
    }

    [TestMethod]
    public async Task Compress_BlockTooLargeForAnIndex_IsReadBackByBoth()
    {
        using var run = new GzipRunner();
        byte[] plain = TestData.Text(5 * 1024 * 1024 + 3);

        Assert.AreEqual(0, await run.RunAsync(plain, "-", "-b", "5M", "-l", "1"), run.Error);
        byte[] archive = run.Output;

        CollectionAssert.AreEqual(plain, TestData.ReadWithGZipStream(archive));
        Assert.AreEqual(0, await run.RunAsync(archive, "-d", "-"), run.Error);
        CollectionAssert.AreEqual(plain, run.Output);
    }

    [TestMethod]
    public async Task Compress_NameNotGiven_TakesSuffixOffAndOn()
    {
        using var run = new GzipRunner();
        byte[] plain = TestData.Text(10_000);
        string file = run.Write("data", plain);

        Assert.AreEqual(0, await run.RunAsync(file), run.Error);
        File.Delete(file);
        Assert.AreEqual(0, await run.RunAsync("-d", file + ".gz"), run.Error);

        CollectionAssert.AreEqual(plain, run.Read("data"));
    }

    [TestMethod]
    public async Task Compress_ReadsOfFewBytes_FillsWholeBlocks()
    {
        using var run = new GzipRunner();
        using var signals = new ShutdownSignals();
        using var whole = new MemoryStream();
        using var pieces = new MemoryStream();
        byte[] plain = TestData.Text(50_000);

        Assert.AreEqual(0, await run.RunAsync(new MemoryStream(plain), whole, signals, "-", "-b", "4K"));
        Assert.AreEqual(0, await run.RunAsync(new TrickleStream(plain, 7), pieces, signals, "-", "-b", "4K"));

        CollectionAssert.AreEqual(whole.ToArray(), pieces.ToArray());
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task Compress_File_KeepsModeAndTime()
    {
        using var run = new GzipRunner();
        string file = run.Write("data", TestData.Text(1000));
        var time = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(file, time);
        UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, mode);
        }

        Assert.AreEqual(0, await run.RunAsync(file), run.Error);

        Assert.AreEqual(time, File.GetLastWriteTimeUtc(file + ".gz"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.AreEqual(mode, File.GetUnixFileMode(file + ".gz"));
        }
    }
}
