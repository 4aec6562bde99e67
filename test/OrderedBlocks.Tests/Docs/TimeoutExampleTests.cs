using OrderedBlocks.Tests.TestBlocks;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace OrderedBlocks.Tests.Docs;

/// <summary>docs/failures.md: timeouts.</summary>
[TestClass]
public sealed class TimeoutExampleTests
{
    private static readonly TimeSpan s_delay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_attempt = TimeSpan.FromSeconds(5);

    private readonly ManualTime _time = new();

    [TestMethod]
    public async Task Item_ThatTakesTooLong_FailsTheBlock()
    {
        var service = new FlakyService(static (id, _, token) => id == 3 ? FlakyService.Hang(token) : default);
        OrderedTransformBlock<int, string> block = CreateBlockWithTimeout(service, _time);
        foreach (int id in Enumerable.Range(1, 4))
        {
            Assert.IsTrue(block.Post(id));
        }

        Assert.AreEqual(FlakyService.Answer(1), await block.ReceiveAsync().WithTimeout());
        Assert.AreEqual(FlakyService.Answer(2), await block.ReceiveAsync().WithTimeout());
        Wait.Until(() => block.Statistics is { Running: 1, Waiting: 1 }, "one finished item behind the one that hangs");
        _time.WaitForTimers(1, TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(10));

        await Assert.ThrowsExactlyAsync<TimeoutRejectedException>(() => block.Completion.WithTimeout());
        Assert.IsFalse(block.TryReceive(out _));
        Assert.AreEqual((1L, 0L), (block.Statistics.Failed, block.Statistics.CanceledItems));
    }

    [TestMethod]
    public async Task Attempt_ThatTakesTooLong_IsTriedAgainInItsPlace()
    {
        var service = new FlakyService(static (id, call, token) => id == 1 && call == 1 ? FlakyService.Hang(token) : default);
        OrderedTransformBlock<int, string> block = CreateBlockWithRetryAndTimeouts(service, _time);
        foreach (int id in Enumerable.Range(1, 3))
        {
            Assert.IsTrue(block.Post(id));
        }

        block.Complete();
        Wait.Until(() => block.Statistics is { Running: 1, Waiting: 2 }, "two finished items behind the first");
        _time.WaitForTimers(1, s_attempt);
        _time.Advance(s_attempt);
        _time.WaitForTimers(1, s_delay);
        Assert.IsFalse(block.TryReceive(out _));
        _time.Advance(s_delay);

        string[] received = await block.ReceiveAllAsync().ToArrayAsync().AsTask().WithTimeout();
        CollectionAssert.AreEqual(FlakyService.Answers(3), received);
        await block.Completion.WithTimeout();
        Assert.AreEqual(2, service.CountCalls(1));
    }

    /// <summary>The outer timeout cuts the attempts off, however many are left, and is the item's failure.</summary>
    [TestMethod]
    public async Task Attempts_ThatTakeTooLongTogether_FailTheBlock()
    {
        var service = new FlakyService(static (_, _, token) => FlakyService.Hang(token));
        OrderedTransformBlock<int, string> block = CreateBlockWithRetryAndTimeouts(service, _time);
        Assert.IsTrue(block.Post(1));
        for (int attempt = 1; attempt <= 2; attempt++)
        {
            _time.WaitForTimers(1, s_attempt);
            _time.Advance(s_attempt);
            _time.WaitForTimers(1, s_delay);
            _time.Advance(s_delay);
        }

        // Twelve of fifteen seconds are over.
        _time.WaitForTimers(1, s_attempt);
        service.WaitForCall(1, 3);
        _time.Advance(TimeSpan.FromSeconds(3));

        TimeoutRejectedException error =
            await Assert.ThrowsExactlyAsync<TimeoutRejectedException>(() => block.Completion.WithTimeout());
        Assert.AreEqual(TimeSpan.FromSeconds(15), error.Timeout);
        Assert.AreEqual(3, service.CountCalls(1));
        _time.WaitForTimers(0);
    }

    /// <summary>HttpClient's own timeout is a cancellation: the item is dropped, and counted.</summary>
    [TestMethod]
    public async Task HttpClient_TimesOut_DropsTheItem()
    {
        using var handler = new HangingHandler();
        using var client = new HttpClient(handler) { Timeout = TimeSpan.FromMilliseconds(1) };
        Exception? thrown = null;
        var block = new OrderedTransformBlock<Uri, string>(async (uri, token) =>
        {
            try
            {
                return await client.GetStringAsync(uri, token);
            }
            catch (Exception error)
            {
                thrown = error;
                throw;
            }
        });
        block.Post(new Uri("http://localhost/"));
        block.Complete();

        Assert.IsFalse(await block.OutputAvailableAsync().WithTimeout());
        await block.Completion.WithTimeout();
        Assert.AreEqual((1L, 0L), (block.Statistics.CanceledItems, block.Statistics.Failed));
        Assert.IsInstanceOfType<TaskCanceledException>(thrown);
        Assert.IsInstanceOfType<TimeoutException>(thrown.InnerException);
    }

    /// <summary>By default Polly retries no cancellation: HttpClient's timeout has to be named.</summary>
    [TestMethod]
    [DataRow(false, 0, 1)]
    [DataRow(true, 1, 2)]
    public async Task Retry_OfHttpClientsTimeout_HasToBeNamed(bool named, int outputs, int calls)
    {
        var service = new FlakyService(static (_, call, _) =>
            call == 1 ? throw new TaskCanceledException("As HttpClient's.", new TimeoutException()) : default);
        var options = new RetryStrategyOptions { Delay = TimeSpan.Zero };
        if (named)
        {
            options.ShouldHandle = new PredicateBuilder()
                .Handle<HttpRequestException>()
                .Handle<TaskCanceledException>(error => error.InnerException is TimeoutException);
        }

        ResiliencePipeline pipeline = new ResiliencePipelineBuilder().AddRetry(options).Build();
        var block = new OrderedTransformBlock<int, string>(
            (id, token) => pipeline.ExecuteAsync(attempt => service.LoadAsync(id, attempt), token));
        block.Post(1);
        block.Complete();

        string[] received = await block.ReceiveAllAsync().ToArrayAsync().AsTask().WithTimeout();
        CollectionAssert.AreEqual(FlakyService.Answers(outputs), received);
        await block.Completion.WithTimeout();
        Assert.AreEqual((1L - outputs, calls), (block.Statistics.CanceledItems, service.CountCalls(1)));
    }

    private static OrderedTransformBlock<int, string> CreateBlockWithTimeout(FlakyService service, TimeProvider time)
    {
        // <example: timeout>
        ResiliencePipeline pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddTimeout(TimeSpan.FromSeconds(10))
            .Build();

        var block = new OrderedTransformBlock<int, string>(
            (id, token) => pipeline.ExecuteAsync(attempt => service.LoadAsync(id, attempt), token),
            new OrderedBlockOptions { MaxDegreeOfParallelism = 3, BoundedCapacity = 6 });
        // </example>
        return block;
    }

    private static OrderedTransformBlock<int, string> CreateBlockWithRetryAndTimeouts(FlakyService service, TimeProvider time)
    {
        // <example: retry-and-timeouts>
        ResiliencePipeline pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddTimeout(TimeSpan.FromSeconds(15))       // the item, with all attempts and the delays between them
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder()
                    .Handle<HttpRequestException>()
                    .Handle<TimeoutRejectedException>(),
                MaxRetryAttempts = 5,
                Delay = TimeSpan.FromSeconds(1),
            })
            .AddTimeout(TimeSpan.FromSeconds(5))        // one attempt
            .Build();

        var block = new OrderedTransformBlock<int, string>(
            (id, token) => pipeline.ExecuteAsync(attempt => service.LoadAsync(id, attempt), token),
            new OrderedBlockOptions { MaxDegreeOfParallelism = 3, BoundedCapacity = 6 });
        // </example>
        return block;
    }

    private sealed class HangingHandler : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await FlakyService.Hang(cancellationToken);
            throw new NotSupportedException();
        }
    }
}
