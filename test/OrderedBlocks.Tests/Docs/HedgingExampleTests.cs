using OrderedBlocks.Tests.TestBlocks;
using Polly;
using Polly.Hedging;

namespace OrderedBlocks.Tests.Docs;

/// <summary>docs/failures.md: hedging.</summary>
[TestClass]
public sealed class HedgingExampleTests
{
    private readonly ManualTime _time = new();

    /// <summary>The second call overtakes the first; the item comes out once, in its place.</summary>
    [TestMethod]
    public async Task Item_ThatTakesLong_IsAskedForTwiceAndComesOutOnce()
    {
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var service = new FlakyService((id, call, token) =>
        {
            if (id != 2 || call != 1)
            {
                return default;
            }

            token.Register(lost.SetResult);
            return FlakyService.Hang(token);
        });
        OrderedTransformBlock<int, string> block = CreateBlock(service, _time);
        StartThree(block);

        await AssertReceived(block, service);
        await lost.Task.WithTimeout();
    }

    /// <summary>The call that lost is canceled and waited for: if it ignores its token, the item waits for it all the same.</summary>
    [TestMethod]
    public async Task Call_ThatLostAndIgnoresItsToken_HoldsTheItem()
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var service = new FlakyService((id, call, _) => id == 2 && call == 1 ? new ValueTask(goOn.Task) : default);
        OrderedTransformBlock<int, string> block = CreateBlock(service, _time);
        StartThree(block);

        service.WaitForCall(2, 2);
        Assert.AreEqual(FlakyService.Answer(1), await block.ReceiveAsync().WithTimeout());
        Assert.AreEqual((1L, 1L), (block.Statistics.Running, block.Statistics.Waiting));
        Assert.IsFalse(block.TryReceive(out _));
        goOn.SetResult();

        await AssertReceived(block, service, first: 2);
    }

    // Up to where the first call for item 2 has taken so long that there is a second one.
    private void StartThree(OrderedTransformBlock<int, string> block)
    {
        foreach (int id in Enumerable.Range(1, 3))
        {
            Assert.IsTrue(block.Post(id));
        }

        block.Complete();
        Wait.Until(() => block.Statistics is { Running: 1, Waiting: 2 }, "the second item runs, the others are finished");
        _time.WaitForTimers(1, TimeSpan.FromMilliseconds(500));
        _time.Advance(TimeSpan.FromMilliseconds(500));
    }

    private static async Task AssertReceived(OrderedTransformBlock<int, string> block, FlakyService service, int first = 1)
    {
        string[] received = await block.ReceiveAllAsync().ToArrayAsync().AsTask().WithTimeout();
        CollectionAssert.AreEqual(FlakyService.Answers(3)[(first - 1)..], received);
        await block.Completion.WithTimeout();
        int[] calls = [.. Enumerable.Range(1, 3).Select(service.CountCalls)];
        CollectionAssert.AreEqual((int[])[1, 2, 1], calls);
    }

    private static OrderedTransformBlock<int, string> CreateBlock(FlakyService service, TimeProvider time)
    {
        // <example: hedging>
        ResiliencePipeline<string> pipeline = new ResiliencePipelineBuilder<string> { TimeProvider = time }
            .AddHedging(new HedgingStrategyOptions<string>
            {
                Delay = TimeSpan.FromMilliseconds(500),
                MaxHedgedAttempts = 1,
            })
            .Build();

        var block = new OrderedTransformBlock<int, string>(
            (id, token) => pipeline.ExecuteAsync(attempt => service.LoadAsync(id, attempt), token),
            new OrderedBlockOptions { MaxDegreeOfParallelism = 3, BoundedCapacity = 6 });
        // </example>
        return block;
    }
}
