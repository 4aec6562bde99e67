using OrderedBlocks.Tests.TestBlocks;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace OrderedBlocks.Tests.Docs;

/// <summary>docs/failures.md: the circuit breaker.</summary>
[TestClass]
public sealed class CircuitBreakerExampleTests
{
    private static readonly TimeSpan s_delay = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();

    /// <summary>While the circuit is open the service is left alone; the items wait in their places.</summary>
    [TestMethod]
    public async Task Service_ThatIsDown_IsLeftAloneAndNoItemIsLost()
    {
        bool isUp = false;
        var service = new FlakyService((_, _, _) => Volatile.Read(ref isUp) ? default : throw FlakyService.NewError());
        OrderedTransformBlock<int, string> block = CreateBlock(service, _time);
        foreach (int id in Enumerable.Range(1, 4))
        {
            Assert.IsTrue(block.Post(id));
        }

        block.Complete();
        for (int second = 0; second < 5; second++)
        {
            _time.WaitForTimers(2, s_delay);
            Assert.HasCount(2, service.Calls);
            if (second < 4)
            {
                _time.Advance(s_delay);
            }
        }

        Volatile.Write(ref isUp, true);
        Task<string[]> received = block.ReceiveAllAsync().ToArrayAsync().AsTask().WithTimeout();
        _time.AdvanceUntilEnd(received, s_delay);

        CollectionAssert.AreEqual(FlakyService.Answers(4), await received);
        await block.Completion.WithTimeout();
        int[] calls = [.. Enumerable.Range(1, 4).Select(service.CountCalls)];
        CollectionAssert.AreEqual((int[])[2, 2, 1, 1], calls);
    }

    private static OrderedTransformBlock<int, string> CreateBlock(FlakyService service, TimeProvider time)
    {
        // <example: circuit-breaker>
        ResiliencePipeline pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder()
                    .Handle<HttpRequestException>()
                    .Handle<BrokenCircuitException>(),      // the circuit is open: wait, do not fail
                MaxRetryAttempts = 30,
                Delay = TimeSpan.FromSeconds(1),
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>(),
                FailureRatio = 0.5,
                MinimumThroughput = 2,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = TimeSpan.FromSeconds(5),
            })
            .Build();

        var block = new OrderedTransformBlock<int, string>(
            (id, token) => pipeline.ExecuteAsync(attempt => service.LoadAsync(id, attempt), token),
            new OrderedBlockOptions { MaxDegreeOfParallelism = 2, BoundedCapacity = 6 });
        // </example>
        return block;
    }
}
