using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Streams;

/// <summary>Streams whose token fires: that of the enumeration, or of the options.</summary>
[TestClass]
public sealed class StreamCancellationTests
{
    public enum Stage
    {
        BeforeTheFirstItem,
        WhileTheSourceWaits,
        WhileDelegatesRun,
        WithReadyOutputs,
        AfterTheLastItem,
    }

    [TestMethod]
    public async Task Token_FiresAtAnyStage_EndsTheEnumeration()
    {
        foreach (Stage stage in Enum.GetValues<Stage>())
        {
            foreach (bool ofTheOptions in (bool[])[false, true])
            {
                await CancelAtAsync(stage, ofTheOptions);
            }
        }
    }

    [TestMethod]
    public async Task Token_Fires_ReachesTheSourceAndTheDelegates()
    {
        using var cancellation = new CancellationTokenSource();
        var heard = new Log<string>();
        var source = new CountedItems(100)
        {
            OnItem = async (item, token) =>
            {
                if (item == 2)
                {
                    try
                    {
                        await Task.Delay(Timeout.Infinite, token);
                    }
                    finally
                    {
                        heard.Add("source");
                    }
                }
            },
        };
        IAsyncEnumerator<int> items = source.SelectOrdered(
            async (item, token) =>
            {
                try
                {
                    heard.Add("started");
                    await Task.Delay(Timeout.Infinite, token);
                    return item;
                }
                finally
                {
                    heard.Add("delegate");
                }
            },
            new() { MaxDegreeOfParallelism = 2 }).GetAsyncEnumerator(cancellation.Token);
        Task<bool> first = items.MoveNextAsync().AsTask();
        heard.WaitForCount(2);
        source.Asked.WaitForEntry(2);
        await cancellation.CancelAsync();
        OperationCanceledException error = await Assert.ThrowsAsync<OperationCanceledException>(() => first.WithTimeout());
        Assert.AreEqual(cancellation.Token, error.CancellationToken);
        string[] expected = ["delegate", "delegate", "source", "started", "started"];
        CollectionAssert.AreEqual(expected, heard.Entries.Order(StringComparer.Ordinal).ToArray());
        source.AssertDisposed(1);
        await items.DisposeAsync();
        source.AssertDisposed(1);
    }

    private static async Task CancelAtAsync(Stage stage, bool ofTheOptions)
    {
        string what = $"{stage}, {ofTheOptions}";
        using var cancellation = new CancellationTokenSource();
        var gate = new Gate();
        var source = new CountedItems(4)
        {
            OnItem = (item, token) => stage == Stage.WhileTheSourceWaits && item == 2
                ? new ValueTask(Task.Delay(Timeout.Infinite, token))
                : default,
        };
        var options = new ExecutionDataflowBlockOptions
        {
            BoundedCapacity = 8,
            MaxDegreeOfParallelism = 8,
            CancellationToken = ofTheOptions ? cancellation.Token : default,
        };
        IAsyncEnumerator<int> items = source.SelectOrdered(gate.Run, options)
            .GetAsyncEnumerator(ofTheOptions ? default : cancellation.Token);
        int taken = 0;
        Task<bool>? pending = null;
        switch (stage)
        {
            case Stage.WhileTheSourceWaits:
                gate.OpenAll();
                Assert.AreEqual(0, await items.NextAsync());
                Assert.AreEqual(1, await items.NextAsync());
                taken = 2;
                pending = items.MoveNextAsync().AsTask();
                source.Asked.WaitForEntry(2);
                break;
            case Stage.WhileDelegatesRun:
                gate.Open(0);
                Assert.AreEqual(0, await items.NextAsync());
                taken = 1;
                pending = items.MoveNextAsync().AsTask();
                gate.WaitForStarts(4);
                break;
            case Stage.WithReadyOutputs:
                gate.OpenAll();
                Assert.AreEqual(0, await items.NextAsync());
                taken = 1;
                source.Asked.WaitForEntry(4);
                break;
            case Stage.AfterTheLastItem:
                gate.OpenAll();
                for (; taken < 4; taken++)
                {
                    Assert.AreEqual(taken, await items.NextAsync());
                }

                Assert.IsFalse(await items.MoveNextAsync().AsTask().WithTimeout());
                break;
        }

        await cancellation.CancelAsync();
        gate.OpenAll();
        if (stage == Stage.AfterTheLastItem)
        {
            Assert.IsFalse(await items.MoveNextAsync().AsTask().WithTimeout());
        }
        else
        {
            OperationCanceledException error = await Assert.ThrowsAsync<OperationCanceledException>(
                () => (pending ?? items.MoveNextAsync().AsTask()).WithTimeout(), what);
            Assert.AreEqual(cancellation.Token, error.CancellationToken, what);
            Assert.IsFalse(await items.MoveNextAsync(), what);
        }

        await items.DisposeAsync().AsTask().WithTimeout();
        source.AssertDisposed(stage == Stage.BeforeTheFirstItem ? 0 : 1);
    }
}
