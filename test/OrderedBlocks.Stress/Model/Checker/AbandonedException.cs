namespace ModelChecking;

/// <summary>Unwinds the modelled threads after a violation.</summary>
internal sealed class AbandonedException : Exception;
