using OrderedBlocks.Scheduling;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Blocks;

/// <summary>What a delegate awaits on a block's own threads: where it goes on, and that it always does.</summary>
[TestClass]
public sealed class AwaitsOnDedicatedThreadsTests
{
    private const int Items = 200;

    private readonly Log<string> _threads = new();

    [TestMethod]
    [DataRow(1, false)]
    [DataRow(3, false)]
    [DataRow(1, true)]
    [DataRow(3, true)]
    public async Task Transform_AwaitsOnItsThreads_GoesOnThere(int dop, bool takesToken)
    {
        OrderedTransformBlock<int, int> block = takesToken
            ? new((item, _) => new ValueTask<int>(YieldTwice(item)), Options(dop))
            : new(YieldTwice, Options(dop));

        await AssertInOrder(block, Items);
        AssertAllOnOwnThreads(3 * Items);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public async Task Enumerator_AwaitsOnItsThreads_GoesOnThere(int dop)
    {
        var block = new OrderedTransformManyBlock<int, int>(Outputs, Options(dop));
        await AssertInOrder(block, Items);
        AssertAllOnOwnThreads(2 * Items);

        async IAsyncEnumerable<int> Outputs(int item)
        {
            await Task.Yield();
            Note();
            yield return item;
            await Task.Yield();
            Note();
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public async Task Consume_AwaitsOnItsThreads_GoesOnThere(int dop)
    {
        var consumed = new Log<int>();
        var block = new OrderedActionBlock<int, int>(
            YieldTwice,
            async item =>
            {
                await Task.Yield();
                Note();
                consumed.Add(item);
            },
            Options(dop));
        Assert.AreEqual(Items, block.PostRange([.. Enumerable.Range(0, Items)]));
        block.Complete();
        await block.Completion.WithTimeout();

        CollectionAssert.AreEqual(Enumerable.Range(0, Items).ToArray(), consumed.Entries);
        AssertAllOnOwnThreads(4 * Items);
    }

    [TestMethod]
    public async Task Await_ThatSaysSo_GoesOnOnThePool()
    {
        var block = new OrderedTransformBlock<int, int>(
            async item =>
            {
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                Note();
                return item;
            },
            Options(dop: 1));

        await AssertInOrder(block, 1);
        Assert.AreEqual("pool", _threads.Entries.Single());
    }

    [TestMethod]
    public async Task Await_OfAnotherThreadsTask_GoesOnOnTheBlocksThreads()
    {
        var block = new OrderedTransformBlock<int, int>(
            async item =>
            {
                await Task.Run(Note);
                Note();
                return item;
            },
            Options(dop: 2));

        await AssertInOrder(block, Items);
        Assert.AreEqual(Items, _threads.Entries.Count(static thread => thread == "pool"));
        Assert.AreEqual(Items, _threads.Entries.Count(static thread => thread == "own"));
    }

    // Synchronous delegates, and continuations of theirs, which block until what they have called has gone on behind its await.
    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    public async Task Delegate_ThatBlocksOnAwaitsInAwaits_GetsThrough(int dop)
    {
        var block = new OrderedTransformBlock<int, int>(static item => NestAsync(item, depth: 12).Result, Options(dop));
        await AssertInOrder(block, 20);

        static async Task<int> NestAsync(int item, int depth)
        {
            await Task.Yield();
            return depth == 0 ? item : NestAsync(item, depth - 1).Result;
        }
    }

    // All of an item's parts block until the output before it has been received, which the block must hand on meanwhile.
    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public async Task Parts_ThatWaitForTheOutputBefore_GetIt(int dop)
    {
        var received = new Log<int>();
        var block = new OrderedTransformBlock<int, int>(
            async item =>
            {
                await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PartAsync(item)));
                return item;
            },
            Options(dop));
        block.LinkTo(new ActionBlock<int>(received.Add));
        Assert.AreEqual(20, block.PostRange([.. Enumerable.Range(0, 20)]));

        CollectionAssert.AreEqual(Enumerable.Range(0, 20).ToArray(), received.WaitForCount(20));
        block.Complete();
        await block.Completion.WithTimeout();

        async Task PartAsync(int item)
        {
            await Task.Yield();
            received.WaitForCount(item);
        }
    }

    [TestMethod]
    public async Task Context_IsThatOfTheThreads_AndNotOfTheSender()
    {
        var contexts = new Log<SynchronizationContext?>();
        var block = new OrderedTransformBlock<int, int>(
            async item =>
            {
                contexts.Add(SynchronizationContext.Current);
                await Task.Yield();
                contexts.Add(SynchronizationContext.Current);
                SynchronizationContext.SetSynchronizationContext(null);
                return item;
            },
            Options(dop: 1));
        await AssertInOrder(block, 10);

        SynchronizationContext own = contexts.Entries[0]!;
        Assert.IsTrue(contexts.Entries.All(context => context == own));
        Assert.AreSame(own, own.CreateCopy());
    }

    // A delegate that awaits a thousand things at once does not start as many threads, though each blocks behind its await.
    [TestMethod]
    public async Task Parts_OfOneDelegate_DoNotHaveAThreadEach()
    {
        using var awaiting = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var begin = new TaskCompletionSource();
        var ran = new Log<string>();
        var block = new OrderedTransformBlock<int, int>(
            async item =>
            {
                Task[] parts = [.. Enumerable.Range(0, 1000).Select(PartAsync)];
                awaiting.Set();
                await Task.WhenAll(parts);
                return item;
            },
            Options(dop: 1));
        Assert.IsTrue(block.Post(1));
        Wait.ForEvent(awaiting);
        begin.SetResult();
        ran.WaitForCount(10);

        // Four for continuations, the worker's, one for all else, and one for the alarm.
        Assert.IsLessThanOrEqualTo(7, ((DedicatedThreads)block.Scheduler).ThreadCount);
        goOn.Set();
        block.Complete();
        Assert.AreEqual(1, await block.ReceiveAsync().WithTimeout());
        await block.Completion.WithTimeout();
        Assert.HasCount(1000, ran.Entries);

        async Task PartAsync(int part)
        {
            await begin.Task;
            ran.Add(Thread.CurrentThread.Name ?? "");
            if (part < 20)
            {
                Wait.ForEvent(goOn);
            }
        }
    }

    // What is called there of others' code does not stay on the block's threads.
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Target_IsOfferedWithoutTheContext(bool isAsynchronous)
    {
        var contexts = new Log<SynchronizationContext?>();
        OrderedTransformBlock<int, int> block = isAsynchronous
            ? new(YieldTwice, Options(dop: 2))
            : new(
                item =>
                {
                    contexts.Add(SynchronizationContext.Current);
                    return item;
                },
                Options(dop: 2));
        var target = new ScriptedTarget(_ =>
        {
            contexts.Add(SynchronizationContext.Current);
            return DataflowMessageStatus.Accepted;
        });
        block.LinkTo(target);
        Assert.AreEqual(Items, block.PostRange([.. Enumerable.Range(0, Items)]));
        CollectionAssert.AreEqual(Enumerable.Range(0, Items).ToArray(), target.WaitForTaken(Items));
        block.Complete();
        await block.Completion.WithTimeout();
        Assert.IsTrue(contexts.Entries.All(static context => context is null));
    }

    // With senders' contexts, keys and a limit that is lowered: where the features meet.
    [TestMethod]
    public async Task Transform_WithKeysAndSendersContexts_GoesOnOnItsThreads()
    {
        var local = new AsyncLocal<int>();
        var seen = new Log<(int Item, int Local)>();
        var block = new OrderedTransformBlock<int, int>(
            async item =>
            {
                await Task.Yield();
                Note();
                await Task.Yield();
                seen.Add((item, local.Value));
                return item;
            },
            new OrderedBlockOptions<int, int>
            {
                WorkerThreadMode = WorkerThreadMode.Dedicated,
                MaxDegreeOfParallelism = 4,
                NameFormat = "own",
                CaptureExecutionContext = true,
                KeySelector = static item => item % 3,
            });
        for (int item = 0; item < Items; item++)
        {
            local.Value = item;
            Assert.IsTrue(block.Post(item));
            block.DegreeOfParallelism = (item % 4) + 1;
        }

        local.Value = -1;
        for (int item = 0; item < Items; item++)
        {
            Assert.AreEqual(item, await block.ReceiveAsync().WithTimeout());
        }

        block.Complete();
        await block.Completion.WithTimeout();
        Assert.IsTrue(seen.Entries.All(static entry => entry.Item == entry.Local));
        AssertAllOnOwnThreads(Items);
    }

    private static OrderedBlockOptions Options(int dop) => new()
    {
        WorkerThreadMode = WorkerThreadMode.Dedicated,
        MaxDegreeOfParallelism = dop,
        NameFormat = "own",
    };

    private static async Task AssertInOrder(IPropagatorBlock<int, int> block, int items)
    {
        for (int item = 0; item < items; item++)
        {
            Assert.IsTrue(block.Post(item));
        }

        block.Complete();
        for (int item = 0; item < items; item++)
        {
            Assert.AreEqual(item, await block.ReceiveAsync().WithTimeout());
        }

        await block.Completion.WithTimeout();
    }

    private async Task<int> YieldTwice(int item)
    {
        Note();
        await Task.Yield();
        Note();
        await Task.Yield();
        Note();
        return item;
    }

    private void Note() => _threads.Add(
        Thread.CurrentThread.IsThreadPoolThread ? "pool"
        : Thread.CurrentThread.Name!.StartsWith("own #", StringComparison.Ordinal) ? "own"
        : "other");

    private void AssertAllOnOwnThreads(int count)
    {
        Assert.HasCount(count, _threads.Entries);
        Assert.IsTrue(_threads.Entries.All(static thread => thread == "own"));
    }
}
