using System.Threading.Channels;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Channels;

/// <summary>Tokens: what they end leaves at once, and nothing is both done and canceled.</summary>
[TestClass]
public sealed class CancellationTests
{
    [TestMethod]
    public async Task WriteAsync_CanceledWhileItWaits_LeavesTheQueue()
    {
        OrderedTransformBlock<int, int> block = Blocks.CreateFull(item: 0);
        Channel<int, int> channel = block.AsChannel();
        using var source = new CancellationTokenSource();
        ValueTask[] writes = [.. Enumerable.Range(1, 1000).Select(item => channel.Writer.WriteAsync(item, source.Token))];
        ValueTask<bool> wait = channel.Writer.WaitToWriteAsync(source.Token);
        Assert.AreEqual(1001, block.Core.Input.PostponedCount);
        source.Cancel();
        Assert.AreEqual(0, block.Core.Input.PostponedCount);
        foreach (ValueTask write in writes)
        {
            await AssertCanceled(write.AsTask(), source.Token);
        }

        await AssertCanceled(wait.AsTask(), source.Token);

        // Nobody waits, so the gate is down; and nothing was written.
        Assert.IsTrue(channel.Reader.TryRead(out int first));
        Assert.AreEqual(0, first);
        Assert.IsTrue(channel.Writer.TryWrite(2000));
        CollectionAssert.AreEqual((int[])[2000], await channel.Reader.ReadAsync(1));
        Assert.AreEqual(2, block.Statistics.Admitted);
    }

    [TestMethod]
    public async Task WriteAsync_CanceledAmongOthers_LeavesTheirOrder()
    {
        OrderedTransformBlock<int, int> block = Blocks.CreateFull(item: 0);
        Channel<int, int> channel = block.AsChannel();
        using var source = new CancellationTokenSource();
        Task[] writes =
        [
            .. Enumerable.Range(1, 6).Select(item =>
                channel.Writer.WriteAsync(item, item % 2 == 0 ? source.Token : CancellationToken.None).AsTask()),
        ];
        source.Cancel();
        CollectionAssert.AreEqual((int[])[0, 1, 3, 5], await channel.Reader.ReadAsync(4));
        for (int item = 1; item <= 6; item++)
        {
            if (item % 2 == 0)
            {
                await AssertCanceled(writes[item - 1], source.Token);
            }
            else
            {
                await writes[item - 1].WithTimeout();
            }
        }
    }

    [TestMethod]
    public async Task WriteAsync_LastWaiterOfAClosedBlockIsCanceled_TheBlockEnds()
    {
        // The transfer that would tell the writer of the end is busy with another source.
        using var gate = new ManualResetEventSlim();
        OrderedTransformBlock<int, int> block = Blocks.CreateFull(item: 0);
        Channel<int, int> channel = block.AsChannel();
        var source = new ScriptedSource { OnReserve = _ => Stay(gate) };
        source.Offer(block, id: 1, value: 1);
        using var token = new CancellationTokenSource();
        ValueTask write = channel.Writer.WriteAsync(2, token.Token);
        channel.Writer.Complete();
        source.Calls.WaitForEntry("source: reserve 1");
        Assert.IsTrue(channel.Reader.TryRead(out _));
        token.Cancel();
        await AssertCanceled(write.AsTask(), token.Token);
        gate.Set();
        await block.Completion.WithTimeout();

        static bool Stay(ManualResetEventSlim gate)
        {
            Wait.ForEvent(gate);
            return false;
        }
    }

    [TestMethod]
    public async Task Reads_CanceledWhileTheyWait_TakeNothing()
    {
        OrderedTransformBlock<int, int> block = Blocks.Create();
        Channel<int, int> channel = block.AsChannel();
        using var source = new CancellationTokenSource();
        ValueTask<int>[] reads = [.. Enumerable.Range(0, 100).Select(_ => channel.Reader.ReadAsync(source.Token))];
        ValueTask<bool> wait = channel.Reader.WaitToReadAsync(source.Token);
        ValueTask<int> last = channel.Reader.ReadAsync();
        source.Cancel();
        foreach (ValueTask<int> read in reads)
        {
            await AssertCanceled(read.AsTask(), source.Token);
        }

        await AssertCanceled(wait.AsTask(), source.Token);
        Assert.IsTrue(channel.Writer.TryWrite(1));
        Assert.AreEqual(1, await last.Within());
    }

    // The thread that cancels must not wait for a target, which is called under the output lock.
    [TestMethod]
    public async Task ReadAsync_CanceledWhileATargetIsCalled_EndsAtOnce()
    {
        using var gate = new ManualResetEventSlim();
        var entered = new TaskCompletionSource();
        OrderedTransformBlock<int, int> block = Blocks.Create();
        using var source = new CancellationTokenSource();
        ValueTask<int> first = block.AsChannel().Reader.ReadAsync();
        ValueTask<bool> wait = default;
        block.LinkTo(new ScriptedTarget(_ =>
        {
            wait = block.AsChannel().Reader.WaitToReadAsync(source.Token);
            entered.TrySetResult();
            Wait.ForEvent(gate);
            return DataflowMessageStatus.Accepted;
        }));
        block.Post(1);
        Assert.AreEqual(1, await first.Within());
        block.Post(2);
        await entered.Task.WithTimeout();
        source.Cancel();

        // There was an output when it asked, or it has been canceled: either way it has ended before the target returns.
        Assert.IsTrue(wait.IsCompleted);
        gate.Set();
    }

    [TestMethod]
    public void Operations_WithATokenThatHasFired_DoNothing()
    {
        OrderedTransformBlock<int, int> block = Blocks.Create();
        Channel<int, int> channel = block.AsChannel();
        var fired = new CancellationToken(canceled: true);
        Assert.IsTrue(channel.Writer.WriteAsync(1, fired).IsCanceled);
        Assert.IsTrue(channel.Writer.WaitToWriteAsync(fired).IsCanceled);
        Assert.AreEqual(0, block.Statistics.Admitted);
        block.Post(1);
        Blocks.UntilReadable(block, 1);
        Assert.IsTrue(channel.Reader.ReadAsync(fired).IsCanceled);
        Assert.IsTrue(channel.Reader.WaitToReadAsync(fired).IsCanceled);
        Assert.AreEqual(1, channel.Reader.Count);
    }

    [TestMethod]
    public async Task Token_OfAWaitThatHasEnded_IsLetGo()
    {
        OrderedTransformBlock<int, int> block = Blocks.CreateFull();
        Channel<int, int> channel = block.AsChannel();
        using var source = new CancellationTokenSource();

        // Nobody asks for the results, so nothing but the ends can have let go of the token.
        _ = channel.Writer.WriteAsync(1, source.Token).AsTask();
        CollectionAssert.AreEqual((int[])[0, 1], await channel.Reader.ReadAsync(2));
        ValueTask<int> read = channel.Reader.ReadAsync(source.Token);
        Assert.IsTrue(channel.Writer.TryWrite(2));
        Wait.Until(() => read.IsCompleted, "read");
        source.Cancel();
        Assert.AreEqual(2, await read);
    }

    // Each round cancels a write at about the moment at which it is served: it is written or canceled, and not both.
    [TestMethod]
    public async Task WriteAsync_CanceledAsItIsServed_IsEitherWrittenOrCanceled()
    {
        const int Rounds = 3000;
        OrderedTransformBlock<int, int> block = Blocks.CreateFull(item: 0);
        Channel<int, int> channel = block.AsChannel();
        List<int> written = [0];
        List<int> read = [];
        using var meeting = new Barrier(2);
        CancellationTokenSource source = new();
        Task canceller = Task.Factory.StartNew(
            () =>
            {
                for (int round = 1; round <= Rounds; round++)
                {
                    Assert.IsTrue(meeting.SignalAndWait(Wait.Limit));
                    source.Cancel();
                    Assert.IsTrue(meeting.SignalAndWait(Wait.Limit));
                }
            },
            TaskCreationOptions.LongRunning);
        for (int round = 1; round <= Rounds; round++)
        {
            source = new CancellationTokenSource();
            ValueTask write = channel.Writer.WriteAsync(round, source.Token);
            Assert.IsTrue(meeting.SignalAndWait(Wait.Limit));
            if (channel.Reader.TryRead(out int item))
            {
                read.Add(item);
            }

            Assert.IsTrue(meeting.SignalAndWait(Wait.Limit));
            Task task = write.AsTask();
            await task.ToEnd();
            if (task.IsCompletedSuccessfully)
            {
                written.Add(round);
            }
            else if (written.Count == read.Count)
            {
                // So that the next one finds the block full again. The canceled one's place may be given back only now.
                await channel.Writer.WriteAsync(-round).Within();
                written.Add(-round);
            }

            Blocks.UntilReadable(block, 1);
            source.Dispose();
        }

        await canceller.WithTimeout();
        read.AddRange(await channel.Reader.ReadAsync(written.Count - read.Count));
        CollectionAssert.AreEqual(written, read);
    }

    [TestMethod]
    public async Task ReadAsync_CanceledAsItIsServed_LosesNothing()
    {
        const int Rounds = 3000;
        OrderedTransformBlock<int, int> block = Blocks.Create();
        Channel<int, int> channel = block.AsChannel();
        List<int> read = [];
        using var meeting = new Barrier(2);
        CancellationTokenSource source = new();
        Task canceller = Task.Factory.StartNew(
            () =>
            {
                for (int round = 0; round < Rounds; round++)
                {
                    Assert.IsTrue(meeting.SignalAndWait(Wait.Limit));
                    source.Cancel();
                    Assert.IsTrue(meeting.SignalAndWait(Wait.Limit));
                }
            },
            TaskCreationOptions.LongRunning);
        for (int round = 0; round < Rounds; round++)
        {
            source = new CancellationTokenSource();
            ValueTask<int> waiting = channel.Reader.ReadAsync(source.Token);
            Assert.IsTrue(meeting.SignalAndWait(Wait.Limit));
            Assert.IsTrue(channel.Writer.TryWrite(round));
            Assert.IsTrue(meeting.SignalAndWait(Wait.Limit));
            Task<int> task = waiting.AsTask();
            await task.ToEnd();
            read.Add(task.IsCompletedSuccessfully ? await task : await channel.Reader.ReadAsync().Within());
            source.Dispose();
        }

        await canceller.WithTimeout();
        CollectionAssert.AreEqual(Enumerable.Range(0, Rounds).ToArray(), read);
    }

    private static async Task AssertCanceled(Task task, CancellationToken token)
    {
        await task.ToEnd();
        Assert.AreEqual(TaskStatus.Canceled, task.Status);
        OperationCanceledException error = await Assert.ThrowsAsync<OperationCanceledException>(() => task);
        Assert.AreEqual(token, error.CancellationToken);
    }
}
