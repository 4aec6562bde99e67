using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Docs;

/// <summary>docs/completion.md: what its examples do.</summary>
[TestClass]
public sealed class CompletionExampleTests
{
    [TestMethod]
    public async Task HostedService_StopsInTime_HasWrittenEverything()
    {
        var written = new Log<string>();
        var service = new ImportService(written.Add);
        foreach (int id in Enumerable.Range(1, 20))
        {
            Assert.IsTrue(await service.SendAsync(id).WithTimeout());
        }

        await service.StopAsync(CancellationToken.None).WithTimeout();
        CollectionAssert.AreEqual(Enumerable.Range(1, 20).Select(static id => $"line {id}").ToArray(), written.Entries);
        Assert.AreEqual(0, service.Unprocessed);
    }

    [TestMethod]
    public async Task HostedService_TheHostIsOutOfPatience_SaysWhatIsLeft()
    {
        var entered = new TaskCompletionSource();
        using var gate = new ManualResetEventSlim();
        var service = new ImportService(_ =>
        {
            entered.TrySetResult();
            Wait.ForEvent(gate);
        });
        foreach (int id in Enumerable.Range(1, 20))
        {
            Assert.IsTrue(await service.SendAsync(id).WithTimeout());
        }

        await entered.Task.WithTimeout();
        await service.StopAsync(new CancellationToken(canceled: true)).WithTimeout();
        Assert.AreEqual(20, service.Unprocessed);
        gate.Set();
    }

    [TestMethod]
    public async Task CommitLog_AnEntryIsBad_GoesAsFarAsTheLastGoodOne()
    {
        List<int> committed = [];
        Func<string, Task<int>> check = static async entry =>
        {
            await Task.Yield();
            return int.Parse(entry);
        };
        Action<int> commit = committed.Add;
        OrderedActionBlock<string, int> log = CreateLog(check, commit);
        Assert.AreEqual(5, log.PostRange(["1", "2", "3", "four", "5"]));
        await log.Completion.ToEnd();
        CollectionAssert.AreEqual((int[])[1, 2, 3], committed);
        Assert.IsInstanceOfType<FormatException>(log.Completion.Exception!.InnerException);
    }

    [TestMethod]
    public async Task Pipeline_TheWriterFails_TheProducerHearsOfIt()
    {
        int written = await RunPipelineAsync(failAt: 10).WithTimeout();
        Assert.AreEqual(10, written);
    }

    [TestMethod]
    public async Task FanIn_BothSourcesEnd_TheTargetHasAll()
    {
        List<string> archived = [];
        var small = new OrderedTransformBlock<int, string>(static size => $"small {size}");
        var large = new OrderedTransformBlock<int, string>(static size => $"large {size}");
        var archive = new ActionBlock<string>(archived.Add);

        // <example: fan-in>
        small.LinkTo(archive);
        large.LinkTo(archive);
        Task told = DataflowCompletion.CompleteWhenAll(archive, small, large);
        // </example>

        Assert.AreEqual(2, small.PostRange([1, 2]));
        small.Complete();
        await small.Completion.WithTimeout();
        Assert.AreEqual(2, large.PostRange([100, 200]));
        large.Complete();
        await archive.Completion.WithTimeout();
        await told.WithTimeout();

        Assert.AreEqual("small 1, small 2, large 100, large 200", string.Join(", ", archived));
    }

    [TestMethod]
    public async Task PropagateInOrder_TargetOfDataflow_KeepsItsItems()
    {
        var parse = new OrderedTransformBlock<string, int>(int.Parse, new OrderedBlockOptions { FailureMode = ItemFailureMode.FaultInOrder });
        var written = new List<int>();
        var write = new ActionBlock<int>(written.Add);

        // <example: propagate-in-order>
        parse.LinkTo(write);                                // without PropagateCompletion
        Task told = DataflowCompletion.PropagateInOrder(parse, write);
        // </example>

        parse.PostRange(["1", "2", "three", "4"]);
        await write.Completion.WithTimeout();
        await Assert.ThrowsExactlyAsync<FormatException>(() => told.WithTimeout());
        Assert.AreEqual("1, 2", string.Join(", ", written));
    }

    private static OrderedActionBlock<string, int> CreateLog(Func<string, Task<int>> check, Action<int> commit)
    {
        // <example: commit-log>
        var log = new OrderedActionBlock<string, int>(
            check,
            commit,
            new OrderedBlockOptions
            {
                MaxDegreeOfParallelism = 8,
                FailureMode = ItemFailureMode.FaultInOrder,
            });
        // </example>
        return log;
    }

    private static async Task<int> RunPipelineAsync(int failAt)
    {
        int written = 0;

        // <example: targets-gone>
        var read = new OrderedTransformBlock<int, string>(
            static id => $"line {id}",
            new OrderedBlockOptions { BoundedCapacity = 4, TargetsGoneMode = TargetsGoneMode.Fault });
        var write = new ActionBlock<string>(
            _ => written = written < failAt ? written + 1 : throw new IOException("The disk is full."),
            new ExecutionDataflowBlockOptions { BoundedCapacity = 4 });
        read.LinkTo(write, new DataflowLinkOptions { PropagateCompletion = true });

        // Ends when the writer has failed: without the option this would wait for ever.
        for (int id = 0; await read.SendAsync(id); id++)
        {
        }

        // </example>
        await read.Completion.ToEnd();
        await write.Completion.ToEnd();
        Assert.IsTrue(read.Completion.IsFaulted && write.Completion.IsFaulted);
        return written;
    }
}
