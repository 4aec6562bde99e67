using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Reuse;

/// <summary>Either of the library's blocks with a pool. What comes out of one that transforms is kept, in order.</summary>
internal sealed class ReuseBlock
{
    private readonly OrderedTransformBlock<int, Parcel>? _transform;
    private readonly OrderedActionBlock<int, Parcel>? _action;

    /// <summary>Makes a block.</summary>
    /// <param name="setup">Which.</param>
    /// <param name="pool">Its pool.</param>
    /// <param name="work">What there is to an item besides filling. A synchronous delegate blocks its thread while the task
    /// runs.</param>
    /// <param name="dataflowBlockOptions">Null for those of the setup.</param>
    /// <param name="consume">What there is to consuming it, in a block that consumes. Likewise.</param>
    /// <param name="isLinked">Whether there is a target, in a block that transforms.</param>
    public ReuseBlock(
        ReuseSetup setup,
        IResultPool<Parcel> pool,
        Func<int, Task> work,
        OrderedBlockOptions? options = null,
        Func<int, Task>? consume = null,
        bool isLinked = true)
    {
        options ??= setup.Options();
        consume ??= static _ => Task.CompletedTask;
        if (setup.Consumes)
        {
            _action = setup.IsAsync
                ? new((item, parcel, _) => FillAsync(item, parcel), (parcel, _) => ConsumeAsync(parcel), pool, options)
                : new(Fill, Consume, pool, options);
            return;
        }

        _transform = setup.IsAsync
            ? new((item, parcel, _) => FillAsync(item, parcel), pool, options)
            : new(Fill, pool, options);
        if (isLinked)
        {
            _transform.LinkTo(new ParcelTarget(parcel =>
            {
                Kept.Add(parcel);
                Outputs.Add(parcel.Value);
                return DataflowMessageStatus.Accepted;
            }));
        }

        Parcel Fill(int item, Parcel parcel)
        {
            parcel.Value = item;
            work(item).GetAwaiter().GetResult();
            return parcel;
        }

        async ValueTask<Parcel> FillAsync(int item, Parcel parcel)
        {
            parcel.Value = item;
            await work(item);
            return parcel;
        }

        void Consume(Parcel parcel)
        {
            int value = parcel.Value;
            consume(value).GetAwaiter().GetResult();
            Outputs.Add(value == parcel.Value ? value : int.MinValue);
        }

        async ValueTask ConsumeAsync(Parcel parcel)
        {
            int value = parcel.Value;
            await consume(value);
            Outputs.Add(value == parcel.Value ? value : int.MinValue);
        }
    }

    public ITargetBlock<int> Target => (ITargetBlock<int>?)_transform ?? _action!;

    public OrderedTransformBlock<int, Parcel> Transform => _transform!;

    /// <summary>The values of what has come out, or was consumed.</summary>
    public Log<int> Outputs { get; } = new();

    /// <summary>What has come out and was not returned.</summary>
    public Log<Parcel> Kept { get; } = new();

    public Task Completion => Target.Completion;

    public OrderedBlockStatistics Statistics => _transform?.Statistics ?? _action!.Statistics;

    public Task<DrainResult> DrainAsync(TimeSpan deadline) => _transform?.DrainAsync(deadline) ?? _action!.DrainAsync(deadline);

    public void Post(params IEnumerable<int> items)
    {
        foreach (int item in items)
        {
            Assert.IsTrue(Target.Post(item), $"Item {item} was not accepted.");
        }
    }

    /// <summary>Sends numbers from 0 on until all are sent or one is refused.</summary>
    /// <returns>How many were accepted.</returns>
    public async Task<int> SendAsync(int count)
    {
        int sent = 0;
        while (sent < count && await Target.SendAsync(sent).WithTimeout())
        {
            sent++;
        }

        return sent;
    }
}
