namespace OrderedBlocks.Tests.Conformance.Channels;

/// <summary>The cases of tests that run for each call that may have to wait.</summary>
public static class WaitingOperations
{
    /// <summary>Each of them, without a token and with one that never fires.</summary>
    public static IEnumerable<(WaitingOperation Operation, bool HasToken)> AndTokens { get; } =
    [
        .. from operation in Enum.GetValues<WaitingOperation>()
           from hasToken in (bool[])[false, true]
           select (operation, hasToken),
    ];
}
