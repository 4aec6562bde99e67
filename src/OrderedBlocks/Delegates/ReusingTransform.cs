using OrderedBlocks.Ring;

namespace OrderedBlocks.Delegates;

/// <summary>A delegate that fills what it is given and returns it.</summary>
internal sealed class ReusingTransform<TInput, TOutput> : Transform<TInput, TOutput>
{
    private readonly Func<TInput, TOutput, TOutput> _transform;
    private readonly Reuse<TOutput> _reuse;
    private readonly Func<TInput, TOutput> _fill;

    public ReusingTransform(Func<TInput, TOutput, TOutput> transform, Reuse<TOutput> reuse)
    {
        _transform = transform;
        _reuse = reuse;
        _fill = Fill;
    }

    public override Func<TInput, TOutput> Synchronous => _fill;

    public override Reuse<TOutput> Reuse => _reuse;

    public override TransformStatus Start(
        Position position, TInput input, out TOutput output, out ValueTask<TOutput> pending)
    {
        pending = default;
        output = Fill(input);
        return TransformStatus.Completed;
    }

    private TOutput Fill(TInput input)
    {
        TOutput rented = _reuse.Rent();
        try
        {
            return _transform(input, rented);
        }
        catch
        {
            // Not in a filter: the delegate's own finally blocks come first.
            _reuse.GiveBack(rented);
            throw;
        }
    }
}
