namespace OrderedBlocks.Scheduling;

/// <summary>
/// What is started or registered on this thread before <see cref="Dispose"/> does not keep the thread's execution context.
/// </summary>
/// <remarks>
/// A stream, a reader or a link lives longer than the call that makes it. With the caller's context it would keep alive all that the
/// caller's <see cref="AsyncLocal{T}"/>s refer to.
/// </remarks>
internal readonly ref struct NoFlow
{
    private readonly bool _isOurs;

    private NoFlow(bool isOurs) => _isOurs = isOurs;

    /// <summary>Begins.</summary>
    public static NoFlow Begin()
    {
        bool isOurs = !ExecutionContext.IsFlowSuppressed();
        if (isOurs)
        {
            ExecutionContext.SuppressFlow();
        }

        return new NoFlow(isOurs);
    }

    /// <summary>Ends, on the same thread.</summary>
    public void Dispose()
    {
        // What has run in between may have restored the flow itself.
        if (_isOurs && ExecutionContext.IsFlowSuppressed())
        {
            ExecutionContext.RestoreFlow();
        }
    }
}
