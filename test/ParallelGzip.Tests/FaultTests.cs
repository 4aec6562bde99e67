namespace ParallelGzip.Tests;

/// <summary>Whatever goes wrong: one line, the exit code, and no half a file.</summary>
[TestClass]
public sealed class FaultTests
{
    [TestMethod]
    public async Task Run_InputMissingOrFolder_Fails()
    {
        using var run = new GzipRunner();

        Assert.AreEqual(1, await run.RunAsync(run.PathOf("none")));
        run.AssertOneErrorLine();
        Assert.AreEqual(1, await run.RunAsync(run.PathOf(".")));
        run.AssertOneErrorLine();

        run.AssertFiles();
    }

    [TestMethod]
    public async Task Run_OutputExists_IsKeptUnlessForced()
    {
        using var run = new GzipRunner();
        string file = run.Write("data", TestData.Text(5000));
        string archive = run.Write("data.gz", [42]);

        Assert.AreEqual(1, await run.RunAsync(file));
        run.AssertOneErrorLine();
        CollectionAssert.AreEqual(new byte[] { 42 }, run.Read("data.gz"));

        Assert.AreEqual(0, await run.RunAsync(file, "--force"), run.Error);
        CollectionAssert.AreEqual(run.Read("data"), TestData.ReadWithGZipStream(File.ReadAllBytes(archive)));
    }

    [TestMethod]
    public async Task Run_OutputAppearsMeanwhile_IsKept()
    {
        using var run = new GzipRunner();
        using var signals = new ShutdownSignals();
        var input = new ScriptedStream(beforeEnd: () => run.Write("out.gz", [42]));

        Assert.AreEqual(1, await run.RunAsync(input, Stream.Null, signals, "-", "-o", run.PathOf("out.gz")));

        run.AssertOneErrorLine();
        CollectionAssert.AreEqual(new byte[] { 42 }, run.Read("out.gz"));
        run.AssertFiles("out.gz");
    }

    [TestMethod]
    public async Task Run_OutputIsInput_Fails()
    {
        using var run = new GzipRunner();
        byte[] plain = TestData.Text(5000);
        string file = run.Write("data", plain);

        Assert.AreEqual(1, await run.RunAsync(file, "-o", file, "--force"));
        run.AssertOneErrorLine();
        Assert.AreEqual(1, await run.RunAsync(file, "-o", run.PathOf("./x/../data"), "--force"));
        run.AssertOneErrorLine();

        CollectionAssert.AreEqual(plain, run.Read("data"));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task Run_OutputIsInputThroughLinks_Fails()
    {
        using var run = new GzipRunner();
        byte[] plain = TestData.Text(5000);
        string file = run.Write("data", plain);
        Directory.CreateSymbolicLink(run.PathOf("folder"), run.PathOf("."));
        File.CreateSymbolicLink(run.PathOf("link"), file);

        Assert.AreEqual(1, await run.RunAsync(file, "-o", run.PathOf("folder/data"), "--force"));
        run.AssertOneErrorLine();
        Assert.AreEqual(1, await run.RunAsync(run.PathOf("link"), "-o", file, "--force"));
        run.AssertOneErrorLine();

        CollectionAssert.AreEqual(plain, run.Read("data"));
    }

    [TestMethod]
    public async Task Run_OutputFolderMissingOrFolder_Fails()
    {
        using var run = new GzipRunner();
        string file = run.Write("data", [1]);

        Assert.AreEqual(1, await run.RunAsync(file, "-o", run.PathOf("none/data.gz")));
        run.AssertOneErrorLine();
        Assert.AreEqual(1, await run.RunAsync(file, "-o", run.PathOf("."), "--force"));
        run.AssertOneErrorLine();

        run.AssertFiles("data");
    }

    [TestMethod]
    public async Task Decompress_NoSuffixAndNoOutput_Fails()
    {
        using var run = new GzipRunner();
        string file = run.Write("data", TestData.ForeignMember([1]));

        Assert.AreEqual(1, await run.RunAsync("-d", file));

        run.AssertOneErrorLine();
        Assert.Contains("-o", run.Error);
    }

    [TestMethod]
    public async Task Decompress_DamagedHalfWay_LeavesNoOutput()
    {
        using var run = new GzipRunner();
        byte[] archive = TestData.ForeignMember(TestData.Noise(500_000));
        archive[400_000] ^= 1;
        string file = run.Write("data.gz", archive);

        Assert.AreEqual(1, await run.RunAsync("-d", file, "-b", "4K"));

        run.AssertOneErrorLine();
        run.AssertFiles("data.gz");
    }

    [TestMethod]
    public async Task Run_WriteFails_EndsThoughTheInputNeverDoes()
    {
        using var run = new GzipRunner();
        using var signals = new ShutdownSignals();

        int exitCode = await run.RunAsync(new EndlessStream(), new FailingStream(), signals, "-", "-b", "4K");

        Assert.AreEqual(1, exitCode);
        run.AssertOneErrorLine();
        Assert.Contains("no room", run.Error);
    }

    [TestMethod]
    public async Task Run_ReadFails_LeavesNoOutput()
    {
        using var run = new GzipRunner();
        using var signals = new ShutdownSignals();
        var input = new ScriptedStream(beforeEnd: () => throw new IOException("the disk is gone"));

        Assert.AreEqual(1, await run.RunAsync(input, Stream.Null, signals, "-", "-o", run.PathOf("out.gz")));

        run.AssertOneErrorLine();
        Assert.Contains("the disk is gone", run.Error);
        run.AssertFiles();
    }

    [TestMethod]
    [DataRow(ExitCode.Interrupted)]
    [DataRow(ExitCode.Terminated)]
    public async Task Run_SignalWhileReading_LeavesNoOutput(int expected)
    {
        using var run = new GzipRunner();
        using var signals = new ShutdownSignals();
        var input = new EndlessStream(onRead: count =>
        {
            if (count == 20)
            {
                signals.Stop(expected);
            }
        });

        Assert.AreEqual(expected, await run.RunAsync(input, Stream.Null, signals, "-", "-b", "4K", "-o", run.PathOf("out.gz")));

        run.AssertOneErrorLine();
        run.AssertFiles();
    }

    [TestMethod]
    public async Task Run_SignalWhileAReadHangs_Ends()
    {
        using var run = new GzipRunner();
        using var signals = new ShutdownSignals();
        var input = new HangingStream(onRead: () => signals.Stop(ExitCode.Interrupted));

        int exitCode = await run.RunAsync(input, Stream.Null, signals, "-", "-o", run.PathOf("out.gz"));

        Assert.AreEqual(ExitCode.Interrupted, exitCode);
        run.AssertFiles();
    }
}
