using OrderedBlocks.Tests.Conformance;
using OrderedBlocks.Tests.TestBlocks;
using Polly;
using Polly.Retry;
using DelayBackoffType = Polly.DelayBackoffType;

namespace OrderedBlocks.Tests.Docs;

/// <summary>docs/failures.md: retries.</summary>
[TestClass]
public sealed class RetryExampleTests
{
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromSeconds(5);

    private readonly ManualTime _time = new();

    /// <summary>Items that wait for a retry hold their places: what is finished behind them waits, and so does the end.</summary>
    [TestMethod]
    public async Task Items_ThatFailOnceOrTwice_KeepTheirPlaces()
    {
        var service = new FlakyService(static (id, call, _) =>
            (id == 1 && call <= 2) || (id == 4 && call == 1) ? throw FlakyService.NewError() : default);
        OrderedTransformBlock<int, string> block = CreateBlock(service, _time, CancellationToken.None);
        foreach (int id in Enumerable.Range(1, 6))
        {
            Assert.IsTrue(block.Post(id));
        }

        // 1 and 4 wait to be tried again.
        _time.WaitForTimers(2);
        Wait.Until(() => block.Statistics is { Running: 2, Waiting: 4 }, "four finished items behind the first");
        Assert.IsFalse(block.Post(7), "all six count towards the capacity");
        Assert.IsFalse(block.TryReceive(out _));
        block.Complete();

        // 4 succeeds, 1 fails again.
        _time.Advance(s_longestDelay);
        Wait.Until(() => block.Statistics is { Running: 1, Waiting: 5 }, "five finished items behind the first");
        _time.WaitForTimers(1);
        Assert.IsFalse(block.TryReceive(out _));
        Assert.IsFalse(block.Completion.IsCompleted);

        _time.Advance(s_longestDelay);
        CollectionAssert.AreEqual(FlakyService.Answers(6), await ReceiveAll(block));
        await block.Completion.WithTimeout();
        int[] calls = [.. Enumerable.Range(1, 6).Select(service.CountCalls)];
        CollectionAssert.AreEqual((int[])[3, 1, 1, 2, 1, 1], calls);
    }

    /// <summary>The last failure is the item's: the block fails with it, and nothing after the item comes out.</summary>
    [TestMethod]
    public async Task Item_ThatFailsTooOften_FailsTheBlock()
    {
        var service = new FlakyService(static (id, _, _) => id == 2 ? throw FlakyService.NewError() : default);
        OrderedTransformBlock<int, string> block = CreateBlock(service, _time, CancellationToken.None);
        foreach (int id in Enumerable.Range(1, 3))
        {
            Assert.IsTrue(block.Post(id));
        }

        Assert.AreEqual(FlakyService.Answer(1), await block.ReceiveAsync().WithTimeout());
        Wait.Until(() => block.Statistics is { Running: 1, Waiting: 1 }, "one finished item behind the one that fails");
        _time.AdvanceUntilEnd(block.Completion, s_longestDelay);

        await Assert.ThrowsExactlyAsync<HttpRequestException>(() => block.Completion);
        Assert.IsFalse(block.TryReceive(out _));
        Assert.AreEqual(5, service.CountCalls(2));
        Assert.AreEqual((1L, 1L), (block.Statistics.Failed, block.Statistics.DroppedByFault));
    }

    /// <summary>A block that is canceled or faulted does not wait for the delay: the token ends it, and the item is dropped.</summary>
    [TestMethod]
    [DataRow(Ending.Cancel)]
    [DataRow(Ending.Fault)]
    public async Task Block_EndsWhileAnItemWaitsForARetry_DropsIt(Ending ending)
    {
        using var cancellation = new CancellationTokenSource();
        var service = new FlakyService(static (_, _, _) => throw FlakyService.NewError());
        OrderedTransformBlock<int, string> block = CreateBlock(service, _time, cancellation.Token);
        Assert.IsTrue(block.Post(1));
        _time.WaitForTimers(1);

        block.End(ending, cancellation);
        await block.Completion.ToEnd();

        Assert.AreEqual(ending == Ending.Cancel ? TaskStatus.Canceled : TaskStatus.Faulted, block.Completion.Status);
        Assert.AreEqual((1L, 0L), (block.Statistics.CanceledItems, block.Statistics.Failed));
        Assert.AreEqual(1, service.CountCalls(1));
        _time.WaitForTimers(0);
    }

    [TestMethod]
    public async Task SynchronousDelegate_Retries_InOrder()
    {
        var service = new FlakyService(static (id, call, _) => id == 1 && call <= 2 ? throw FlakyService.NewError() : default);
        OrderedTransformBlock<int, string> block = CreateSynchronousBlock(service, _time, CancellationToken.None);
        foreach (int id in Enumerable.Range(1, 4))
        {
            Assert.IsTrue(block.Post(id));
        }

        block.Complete();
        _time.WaitForTimers(1);
        Wait.Until(() => block.Statistics is { Running: 1, Waiting: 3 }, "three finished items behind the first");
        Assert.IsFalse(block.TryReceive(out _));

        Task<string[]> received = ReceiveAll(block);
        _time.AdvanceUntilEnd(received, s_longestDelay);
        CollectionAssert.AreEqual(FlakyService.Answers(4), await received);
        await block.Completion.WithTimeout();
        Assert.AreEqual(3, service.CountCalls(1));
    }

    [TestMethod]
    public async Task SynchronousDelegate_CanceledWhileItWaits_DropsTheItem()
    {
        using var cancellation = new CancellationTokenSource();
        var service = new FlakyService(static (_, _, _) => throw FlakyService.NewError());
        OrderedTransformBlock<int, string> block = CreateSynchronousBlock(service, _time, cancellation.Token);
        Assert.IsTrue(block.Post(1));
        _time.WaitForTimers(1);

        await cancellation.CancelAsync();
        await block.Completion.ToEnd();

        Assert.AreEqual(TaskStatus.Canceled, block.Completion.Status);
        Assert.AreEqual(1, block.Statistics.CanceledItems);
    }

    private static OrderedTransformBlock<int, string> CreateBlock(
        FlakyService service, TimeProvider time, CancellationToken cancellation)
    {
        // <example: retry>
        ResiliencePipeline pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>(),
                MaxRetryAttempts = 4,
                Delay = TimeSpan.FromMilliseconds(200),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                MaxDelay = TimeSpan.FromSeconds(5),
            })
            .Build();

        var block = new OrderedTransformBlock<int, string>(
            (id, token) => pipeline.ExecuteAsync(attempt => service.LoadAsync(id, attempt), token),
            new OrderedBlockOptions
            {
                MaxDegreeOfParallelism = 3,
                BoundedCapacity = 6,
                CancellationToken = cancellation,
            });
        // </example>
        return block;
    }

    private static OrderedTransformBlock<int, string> CreateSynchronousBlock(
        FlakyService service, TimeProvider time, CancellationToken cancellation)
    {
        // <example: retry-synchronous>
        ResiliencePipeline pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 2, Delay = TimeSpan.FromMilliseconds(50) })
            .Build();

        var block = new OrderedTransformBlock<int, string>(
            id => pipeline.Execute(_ => service.Load(id), cancellation),
            new OrderedBlockOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellation });
        // </example>
        return block;
    }

    private static async Task<string[]> ReceiveAll(OrderedTransformBlock<int, string> block) =>
        await block.ReceiveAllAsync().ToArrayAsync().AsTask().WithTimeout();
}
